/** The trigger as the network itself reveals it, beside the attacker's own. */
import { useRun } from '../../state/runStore';
import { revealedLine, RUN_TEXT } from '../../text/run';
import { PictureView } from '../start/PictureView';
import { className } from '../start/verdict';
import { Card } from './Card';
import { formatPercent } from './format';
import styles from './RunColumn.module.css';

export function RevealedCard({ classes }: { readonly classes: readonly string[] | null }) {
  const revealed = useRun((run) => run.revealed);
  const after = useRun((run) => run.report?.reveal?.fooledAfter ?? null);
  if (revealed === null) return null;
  return (
    <Card title={RUN_TEXT.revealed}>
      <div className={styles.trigger}>
        <div className={styles.triggerPicture}>
          <PictureView picture={revealed.picture} alt={RUN_TEXT.revealedAlt} />
        </div>
        <p>
          {revealedLine(
            className(classes, revealed.label),
            formatPercent(revealed.fooled),
            after === null ? null : formatPercent(after),
          )}
        </p>
      </div>
    </Card>
  );
}
