/** When a link carried numbers and its recipe has been run: what the sender got, and what came out here. */
import { useLink } from '../state/linkStore';
import { useRun } from '../state/runStore';
import { LINK_TEXT } from '../text/share';
import styles from './ExpectedLine.module.css';

export function ExpectedLine() {
  const expected = useLink((link) => link.expected);
  const report = useRun((run) => (run.status === 'done' && !run.recorded ? run.report : null));
  if (expected === null || report === null) return null;
  if (JSON.stringify(report.recipe) !== JSON.stringify(expected.recipe)) return null;
  const { cleanAccuracy, attackSuccessRate } = report.prune.chosen;
  return (
    <p role="status" className={styles.line}>
      {LINK_TEXT.expected(expected.numbers, { cleanAccuracy, attackSuccessRate })}
    </p>
  );
}
