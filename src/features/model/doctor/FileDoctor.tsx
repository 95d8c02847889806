/**
 * The file doctor: what a model file holds, which architecture it comes near and what is missing; the user may choose the
 * architecture, the size of the pictures and stand-ins for missing tensors, and open the file so.
 */
import { X } from 'lucide-react';
import { useState } from 'react';
import type { FileReport } from '../../../../workers/protocol';
import { client } from '../../../client/engineClient';
import { type OwnNetwork, useEngine } from '../../../state/engineStore';
import { differenceText } from '../../../text/differences';
import { FILE_DOCTOR_TEXT } from '../../../text/doctor';
import cardStyles from '../card.module.css';
import styles from './FileDoctor.module.css';
import { draftOf, type HintDraft, hintOf } from './hintDraft';
import { HintFields } from './HintFields';
import { MissingRows } from './MissingRows';
import { TensorTable } from './TensorTable';

function verdictOf({ chosen, candidates }: FileReport): string {
  if (chosen === null) return FILE_DOCTOR_TEXT.nothingNear;
  const { architecture, classes, byOrder, matched, needed, differences } = chosen;
  if (candidates.length === 0) return FILE_DOCTOR_TEXT.described(architecture);
  const verdict =
    differences.length === 0
      ? FILE_DOCTOR_TEXT.fits(architecture, classes)
      : FILE_DOCTOR_TEXT.near(architecture, classes, matched, needed);
  return byOrder ? `${verdict} ${FILE_DOCTOR_TEXT.byOrder}` : verdict;
}

function Differences({ report }: { readonly report: FileReport }) {
  const differences = report.chosen?.differences ?? [];
  if (differences.length === 0) return null;
  return (
    <ul className={styles.differences} aria-label={FILE_DOCTOR_TEXT.differences}>
      {differences.map((each) => {
        const text = differenceText(each);
        return <li key={text}>{text}</li>;
      })}
    </ul>
  );
}

interface ExaminationProps {
  readonly network: OwnNetwork;
  readonly report: FileReport;
  readonly disabled: boolean;
}

function Examination({ network, report, disabled }: ExaminationProps) {
  const [draft, setDraft] = useState<HintDraft>(() => draftOf(network.hint));
  const said = { ...network, hint: hintOf(draft) };
  const change = (part: Partial<HintDraft>): void => setDraft((now) => ({ ...now, ...part }));
  return (
    <>
      <p>{verdictOf(report)}</p>
      <Differences report={report} />
      <HintFields report={report} draft={draft} disabled={disabled} onChange={change} />
      <MissingRows
        report={report}
        mapping={draft.mapping}
        disabled={disabled}
        onChange={(mapping) => change({ mapping })}
      />
      <div className={styles.buttons}>
        <button type="button" disabled={disabled} onClick={() => void client.openFiles({ model: said })}>
          {FILE_DOCTOR_TEXT.apply}
        </button>
        <button type="button" data-quiet disabled={disabled} onClick={() => void client.examine(said)}>
          {FILE_DOCTOR_TEXT.again}
        </button>
      </div>
      <TensorTable tensors={report.tensors} />
    </>
  );
}

/** Nothing until a file was examined. */
export function FileDoctor({ disabled }: { readonly disabled: boolean }) {
  const examined = useEngine((engine) => engine.examined);
  const isLoading = useEngine((engine) => engine.loading !== null);
  if (examined === null) return null;
  const { network, report } = examined;
  const title = FILE_DOCTOR_TEXT.title(network.name);
  return (
    <section className={`${cardStyles.card} ${styles.doctor}`} aria-label={title}>
      <div className={styles.head}>
        <h3>{title}</h3>
        <button
          type="button"
          data-quiet
          aria-label={FILE_DOCTOR_TEXT.close}
          title={FILE_DOCTOR_TEXT.close}
          onClick={client.dismissExamined}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      <Examination
        key={JSON.stringify(network.hint)}
        network={network}
        report={report}
        disabled={disabled || isLoading}
      />
    </section>
  );
}
