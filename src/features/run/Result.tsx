/** The end of a run: numbers before and after, doubts in words, and the honest card where there is one to show. */
import { useDeferredValue } from 'react';
import type { Report } from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
import { isAlive } from '../../state/transition';
import { useView } from '../../state/viewStore';
import { DOUBT_TEXTS } from '../../text/doubts';
import { DOUBTS_HEADING, RESULT_TEXT } from '../../text/run';
import styles from './Result.module.css';
import { OutcomeCard } from './OutcomeCard';
import { ResultLine } from './ResultLine';
import { useCut } from './useCut';

function Doubts({ report }: { readonly report: Report }) {
  if (report.doubts.length === 0) return null;
  return (
    <section aria-labelledby="doubts-heading" className={styles.doubts}>
      <h3 id="doubts-heading">{DOUBTS_HEADING}</h3>
      <ul>
        {report.doubts.map((doubt) => (
          <li key={doubt}>
            <strong>{DOUBT_TEXTS[doubt].title}.</strong> {DOUBT_TEXTS[doubt].reason} {DOUBT_TEXTS[doubt].next}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The line of large digits over the stages, once there is something to say. */
export function Result() {
  const report = useRun((run) => run.report);
  return report === null ? null : <FinishedLine report={report} />;
}

function FinishedLine({ report }: { readonly report: Report }) {
  const cut = useCut(report);
  const oracle = useView((view) => view.oracle);
  const { row, filters, request } = cut;
  return <ResultLine {...{ report, row, oracle }} cut={filters.length} tried={request !== null} />;
}

function FinishedWords({ report }: { readonly report: Report }) {
  const { row, isMeasuring } = useCut(report);
  const oracle = useView((view) => view.oracle);
  return (
    <div className={styles.words}>
      {row !== null && !isMeasuring && <OutcomeCard report={report} row={row} oracle={oracle} />}
      <Doubts report={report} />
    </div>
  );
}

/** Under the stages: what the numbers mean; before the end of the run, what will stand above. */
export function ResultWords() {
  const report = useDeferredValue(useRun((run) => run.report));
  const willCome = useRun((run) => run.status === 'idle' || isAlive(run.status));
  if (report !== null) return <FinishedWords report={report} />;
  return willCome ? <p className={styles.empty}>{RESULT_TEXT.empty}</p> : null;
}
