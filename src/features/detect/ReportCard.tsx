/** The verdict in large words, what it rests on, what limits it, and what would change it. */
import { Download, Eye, Printer, Trash2 } from 'lucide-react';
import type { DetectionReport } from '../../../workers/protocol';
import { saveBlob } from '../../charts/saveBlob';
import { discardDetection } from '../../client/detectCommands';
import { useDetection } from '../../state/detectStore';
import { useEngine } from '../../state/engineStore';
import { useView } from '../../state/viewStore';
import { DETECT_TEXT } from '../../text/detect';
import { CAVEAT_TEXT, VERDICT_TEXT } from '../../text/detectCard';
import { RESULT_TEXT } from '../../text/run';
import { formatCount } from '../run/format';
import { FindingsTable } from './FindingsTable';
import { plantedLabel } from './plantedLabel';
import styles from './ReportCard.module.css';
import { changeLines, classWords, honestNotes, verdictTitle } from './verdictWords';

/** The headline, which takes the focus when the card comes in place of a note. */
export const VERDICT_ID = 'verdict';

function save(report: DetectionReport): void {
  const name = `${report.model.name.replace(/\.\w+$/, '')}-detection.json`;
  saveBlob(new Blob([JSON.stringify(report)], { type: 'application/json' }), name);
}

function Buttons({ report }: { readonly report: DetectionReport }) {
  return (
    <div className={styles.buttons}>
      <button type="button" onClick={() => save(report)}>
        <Download size={16} aria-hidden="true" /> {DETECT_TEXT.saveJson}
      </button>
      <button type="button" onClick={() => window.print()}>
        <Printer size={16} aria-hidden="true" /> {DETECT_TEXT.print}
      </button>
      <button type="button" data-quiet onClick={discardDetection}>
        <Trash2 size={16} aria-hidden="true" /> {DETECT_TEXT.discard}
      </button>
    </div>
  );
}

/** The label that was planted, where that is known. */
function Planted(report: DetectionReport) {
  const showOracle = useView((view) => view.oracle);
  const label = plantedLabel(report);
  if (label === null || !showOracle) return null;
  return (
    <p className={styles.planted}>
      <Eye size={16} aria-label={RESULT_TEXT.oracle} role="img" />{' '}
      {VERDICT_TEXT.planted(classWords(report.data.classes, label))}
    </p>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <div>
      <h4>{title}</h4>
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function factsOf({ data, model, recipe, startedAt }: DetectionReport): string {
  const images = formatCount(Math.min(recipe.detect.images, data.defense.count));
  const date = startedAt.slice(0, 16).replace('T', ' ');
  return VERDICT_TEXT.facts(`${model.name}, ${model.architecture}`, images, recipe.seed, `${date} UTC`);
}

export function ReportCard({ report }: { readonly report: DetectionReport }) {
  const { data, verdict } = report;
  const { agreeing, answer, caveats, findings } = verdict;
  const isImported = useDetection((detection) => detection.answering === null);
  const isOther = useEngine(({ model }) => model !== null && model.sha256 !== report.model.sha256);
  const limits = caveats.map((caveat) => CAVEAT_TEXT[caveat].line);
  return (
    <section className={styles.card} data-answer={answer} aria-labelledby={VERDICT_ID}>
      <h3 id={VERDICT_ID} tabIndex={-1}>
        {verdictTitle(verdict, data.classes)}
      </h3>
      <p className={styles.meaning}>
        {VERDICT_TEXT.lines[answer]}
        {agreeing > 0 && ` ${VERDICT_TEXT.agreeing(agreeing, findings.length)}`}
      </p>
      <Planted {...report} />
      <p className={styles.soft}>{factsOf(report)}</p>
      {isOther && <p>{VERDICT_TEXT.otherNetwork(report.model.name)}</p>}
      <FindingsTable findings={findings} classes={data.classes} />
      <div className={styles.soft}>
        {honestNotes(report).map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
      <div className={styles.two}>
        <Lines title={VERDICT_TEXT.caveats} lines={limits.length === 0 ? [VERDICT_TEXT.noCaveats] : limits} />
        <Lines title={VERDICT_TEXT.changes} lines={changeLines(verdict)} />
      </div>
      {isImported && <p className={styles.soft}>{DETECT_TEXT.imported}</p>}
      <Buttons report={report} />
    </section>
  );
}
