/** The end of a run: numbers before and after, doubts in words, and the honest card where there is one to show. */
import type { Report } from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
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

function FinishedResult({ report }: { readonly report: Report }) {
  const cut = useCut(report);
  const oracle = useView((view) => view.oracle);
  return (
    <div className={styles.result}>
      <ResultLine
        report={report}
        row={cut.row}
        cut={cut.filters.length}
        tried={cut.request !== null}
        oracle={oracle}
      />
      {cut.row !== null && !cut.isMeasuring && <OutcomeCard report={report} row={cut.row} oracle={oracle} />}
      <Doubts report={report} />
    </div>
  );
}

export function Result() {
  const report = useRun((run) => run.report);
  if (report !== null) return <FinishedResult report={report} />;
  return <p className={styles.empty}>{RESULT_TEXT.empty}</p>;
}
