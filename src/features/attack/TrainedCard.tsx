/** What a training has left: its numbers in large digits, and what can be done with the network. */
import { Download, Eye, Play } from 'lucide-react';
import type { TrainingReport } from '../../../workers/protocol';
import { saveBlob } from '../../charts/saveBlob';
import { client } from '../../client/engineClient';
import { useIsBusy } from '../../state/steered';
import { setView } from '../../state/viewStore';
import { TRAINED_TEXT } from '../../text/attack';
import { RESULT_TEXT } from '../../text/run';
import { formatDuration, formatPercent } from '../run/format';
import { className } from '../start/verdict';
import styles from './TrainedCard.module.css';

/** Below this share the trigger works too seldom to speak of a backdoor. */
const TAKEN = 0.5;
/** Below this accuracy the network does not know its classes: attack success says nothing then. */
const LEARNED = 0.5;

interface Words {
  readonly title: string;
  readonly line: string | null;
}

/** What the numbers mean, in words. */
export function trainedWords({ result, trigger, network, classes, recipe }: TrainingReport): Words {
  if (result === null) return { title: TRAINED_TEXT.unmeasured, line: null };
  if (result.cleanAccuracy < LEARNED)
    return { title: TRAINED_TEXT.unlearned, line: TRAINED_TEXT.unlearnedLine };
  if (trigger === null) return { title: TRAINED_TEXT.honest, line: TRAINED_TEXT.honestLine };
  if ((result.attackSuccessRate ?? 0) < TAKEN)
    return { title: TRAINED_TEXT.weak, line: TRAINED_TEXT.weakLine };
  const { architecture } = network;
  const isMany = recipe.labels?.kind === 'all-to-all';
  const line = isMany
    ? TRAINED_TEXT.plantedManyLine(architecture)
    : TRAINED_TEXT.plantedLine(architecture, className(classes, trigger.target));
  return { title: TRAINED_TEXT.planted, line };
}

function Figure({ label, value, oracle }: { label: string; value: string; oracle: boolean }) {
  return (
    <div className={styles.item} data-oracle={oracle || undefined}>
      <dt>
        {oracle && <Eye size={16} aria-label={RESULT_TEXT.oracle} role="img" />}
        {label}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

function Numbers({ result, elapsedMs }: TrainingReport) {
  const shown = [
    [TRAINED_TEXT.cleanAccuracy, result?.cleanAccuracy ?? null],
    [TRAINED_TEXT.attackSuccess, result?.attackSuccessRate ?? null],
    [TRAINED_TEXT.crossTrigger, result?.crossTriggerAccuracy ?? null],
  ] as const;
  return (
    <dl className={styles.numbers}>
      {shown.map(([label, value]) =>
        value === null ? null : <Figure key={label} label={label} value={formatPercent(value)} oracle />,
      )}
      <Figure label={TRAINED_TEXT.time} value={formatDuration(elapsedMs)} oracle={false} />
    </dl>
  );
}

async function remove(): Promise<void> {
  const started = await client.removeTrained();
  if (started.ok) setView({ place: 'run' });
}

function saveReport(report: TrainingReport): void {
  const name = report.file.name.replace(/\.safetensors$/, '.json');
  saveBlob(new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }), name);
}

export interface TrainedCardProps {
  readonly report: TrainingReport;
  readonly file: File;
}

export function TrainedCard({ report, file }: TrainedCardProps) {
  const busy = useIsBusy();
  const { title, line } = trainedWords(report);
  return (
    <section className={styles.card} aria-labelledby="trained-heading">
      <h3 id="trained-heading">{title}</h3>
      {line !== null && <p>{line}</p>}
      <Numbers {...report} />
      <div className={styles.buttons}>
        <button type="button" data-primary disabled={busy} onClick={() => void remove()}>
          <Play size={18} aria-hidden="true" />{' '}
          {report.trigger === null ? TRAINED_TEXT.runHere : TRAINED_TEXT.remove}
        </button>
        <button type="button" onClick={() => saveBlob(file, file.name)}>
          <Download size={16} aria-hidden="true" /> {TRAINED_TEXT.saveNetwork}
        </button>
        <button type="button" onClick={() => saveReport(report)}>
          <Download size={16} aria-hidden="true" /> {TRAINED_TEXT.saveReport}
        </button>
      </div>
      <p className={styles.soft}>{TRAINED_TEXT.opened(file.name)}</p>
    </section>
  );
}
