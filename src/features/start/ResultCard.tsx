/** What a finished run did, said honestly: headline, pictures, table, and what speaks against it. */
import type { Report } from '../../../workers/protocol';
import { DOUBT_TEXTS } from '../../text/doubts';
import {
  FAILURE_REASONS,
  NEXT_STEPS,
  OUTCOME_HEADLINES,
  OUTCOME_SENTENCES,
  START_TEXT,
} from '../../text/start';
import { useView } from '../../state/viewStore';
import { formatCount } from '../run/format';
import { judgeOutcome, type Outcome } from '../run/outcome';
import styles from './ResultCard.module.css';
import { ResultPictures } from './ResultPictures';
import { ResultTable } from './ResultTable';
import { useRecording } from './useRecording';
import { useResultPairs } from './useResultPairs';

export interface ResultCardProps {
  readonly report: Report;
  /** True where the report is not of a run of this page. */
  readonly isRecorded: boolean;
}

function Reasons() {
  return (
    <div className={styles.reasons}>
      <div>
        <h4>{START_TEXT.known}</h4>
        <ul>
          {FAILURE_REASONS.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
      <div>
        <h4>{START_TEXT.next}</h4>
        <ul>
          {NEXT_STEPS.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Doubts({ doubts }: Pick<Report, 'doubts'>) {
  return (
    <ul className={styles.doubts}>
      {doubts.map((doubt) => (
        <li key={doubt}>
          <b>{DOUBT_TEXTS[doubt].title}.</b> {DOUBT_TEXTS[doubt].reason} {DOUBT_TEXTS[doubt].next}
        </li>
      ))}
    </ul>
  );
}

const TONES: Readonly<Record<Outcome, 'good' | 'bad' | 'plain'>> = {
  lowered: 'good',
  costly: 'plain',
  'not-removed': 'bad',
  'no-backdoor': 'plain',
  doubtful: 'plain',
  unmeasured: 'plain',
};

/** Stands on Start after a run, and at the end of the place Run. */
export function ResultCard({ report, isRecorded }: ResultCardProps) {
  const oracle = useView((view) => view.oracle);
  const recording = useRecording();
  const pairs = useResultPairs(report, isRecorded, recording);
  const { chosen } = report.prune;
  const outcome = judgeOutcome(report, chosen, oracle);
  const shownPairs = oracle ? pairs : null;
  return (
    <section className={styles.card} data-pictures={shownPairs !== null} aria-labelledby="result-heading">
      <div className={styles.says}>
        <h2 id="result-heading" className={styles.heading} data-tone={TONES[outcome]}>
          {OUTCOME_HEADLINES[outcome]}
        </h2>
        <p className={styles.sentence}>
          {OUTCOME_SENTENCES[outcome](formatCount(chosen.pruned))}
          {isRecorded && <span className={styles.mark}>{START_TEXT.recorded}</span>}
        </p>
      </div>
      {shownPairs !== null && (
        <ResultPictures
          pairs={shownPairs}
          classes={report.data.classes}
          isReady={report.recipe.trigger?.kind === 'images'}
        />
      )}
      <div className={styles.numbers}>
        <ResultTable report={report} cut={chosen} oracle={oracle} />
      </div>
      {report.doubts.length > 0 && <Doubts doubts={report.doubts} />}
      {outcome === 'not-removed' && <Reasons />}
    </section>
  );
}
