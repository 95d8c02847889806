/** I-BAU's changes as pictures, one a round. */
import { Picture } from '../../charts/Picture';
import { useQueue } from '../../state/queueStore';
import { LIVE_TEXT } from '../../text/compare';
import { formatPercent } from '../run/format';
import styles from './Changes.module.css';

export function Changes() {
  const changes = useQueue((queue) => queue.changes);
  if (changes.length === 0) return null;
  return (
    <section className={styles.changes} aria-labelledby="changes-heading">
      <h3 id="changes-heading">{LIVE_TEXT.changes}</h3>
      <p className={styles.line}>{LIVE_TEXT.changesLine}</p>
      <ul className={styles.rounds}>
        {changes.map(({ fooled, norm, picture }, at) => (
          <li key={at}>
            <Picture
              pixels={picture.rgb}
              width={picture.width}
              height={picture.height}
              alt={LIVE_TEXT.changeAlt(at + 1)}
            />
            <span>{LIVE_TEXT.change(at + 1)}</span>
            <span className={styles.line}>
              {LIVE_TEXT.changeNumbers(norm.toFixed(1), formatPercent(fooled))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
