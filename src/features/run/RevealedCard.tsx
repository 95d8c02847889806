/** The trigger as the network itself reveals it, round after round, beside the attacker's own. */
import { useRun } from '../../state/runStore';
import { revealedLine, RUN_TEXT } from '../../text/run';
import { PictureView } from '../start/PictureView';
import { className } from '../start/verdict';
import { Card } from './Card';
import { formatPercent } from './format';
import styles from './RunColumn.module.css';

export function RevealedCard({ classes }: { readonly classes: readonly string[] | null }) {
  const revealed = useRun((run) => run.revealed);
  const reveal = useRun((run) => run.report?.reveal ?? null);
  if (revealed.length === 0) return null;
  const after = reveal === null ? [] : [reveal, ...reveal.again].map(({ fooledAfter }) => fooledAfter);
  return (
    <Card title={RUN_TEXT.revealed}>
      {revealed.map(({ fooled, label, picture }, at) => (
        <div key={at} className={styles.trigger}>
          <div className={styles.triggerPicture}>
            <PictureView picture={picture} alt={RUN_TEXT.revealedAlt} />
          </div>
          <p>
            {at > 0 && RUN_TEXT.revealedAgain}
            {revealedLine(
              className(classes, label),
              formatPercent(fooled),
              after[at] === undefined ? null : formatPercent(after[at]),
            )}
          </p>
        </div>
      ))}
    </Card>
  );
}
