/** What the network says, in large digits, and whether that is so. */
import { type Judgement, type Verdict, wholePercent } from './verdict';
import { START_TEXT, truthLine } from '../../text/start';
import styles from './VerdictLine.module.css';

export interface VerdictLineProps {
  readonly name: string;
  readonly verdict: Verdict;
  /** Name of the true class. */
  readonly truth: string;
  readonly judgement: Judgement;
  /** Another answer is on its way; this one belongs to an earlier place of the sign. */
  readonly isStale: boolean;
}

/** "star 97 %" and below it "it is: star", or that it is wrong or fooled. */
export function VerdictLine({ name, verdict, truth, judgement, isStale }: VerdictLineProps) {
  return (
    <div className={styles.verdict} data-stale={isStale}>
      <p className={styles.answer}>
        <span className={styles.name}>{name}</span>{' '}
        <span className={styles.percent}>{wholePercent(verdict.share)}</span>
      </p>
      <p className={styles.truth} data-wrong={judgement !== 'right'}>
        {judgement === 'right' ? truthLine(truth) : `${START_TEXT[judgement]}, ${truthLine(truth)}`}
      </p>
    </div>
  );
}
