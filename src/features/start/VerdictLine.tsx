/** What the network says, in large digits, and whether that is so. */
import type { Verdict } from './verdict';
import { wholePercent } from './verdict';
import { START_TEXT, truthLine } from '../../text/start';
import styles from './VerdictLine.module.css';

export interface VerdictLineProps {
  readonly name: string;
  readonly verdict: Verdict;
  /** Name of the true class. */
  readonly truth: string;
  readonly isRight: boolean;
  /** Another answer is on its way; this one belongs to an earlier place of the sign. */
  readonly isStale: boolean;
}

/** "star 97 %" and below it "it is: star", or that the network is fooled. */
export function VerdictLine({ name, verdict, truth, isRight, isStale }: VerdictLineProps) {
  return (
    <div className={styles.verdict} data-stale={isStale}>
      <p className={styles.answer}>
        <span className={styles.name}>{name}</span>{' '}
        <span className={styles.percent}>{wholePercent(verdict.share)}</span>
      </p>
      <p className={styles.truth} data-wrong={!isRight}>
        {isRight ? truthLine(truth) : `${START_TEXT.fooled}, ${truthLine(truth)}`}
      </p>
    </div>
  );
}
