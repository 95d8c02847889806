/** How many images of each class a set holds: a table whose counts are also drawn as bars. */
import type { ImageSetSummary } from '../../../workers/protocol';
import { DATA_TEXT } from '../../text/model';
import { formatCount } from '../run/format';
import styles from './ClassBars.module.css';

export interface ClassBarsProps {
  readonly classes: readonly string[];
  readonly set: ImageSetSummary;
}

/** Folded away until asked for; bars are scaled to the fullest class. */
export function ClassBars({ classes, set }: ClassBarsProps) {
  const most = Math.max(1, ...set.classCounts);
  return (
    <details className={styles.classes}>
      <summary>{DATA_TEXT.classesOf(DATA_TEXT.defense)}</summary>
      <table className={styles.table}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{DATA_TEXT.className}</th>
            <th scope="col">{DATA_TEXT.count}</th>
          </tr>
        </thead>
        <tbody>
          {set.classCounts.map((count, label) => (
            <tr key={label}>
              <th scope="row">{classes[label] ?? label}</th>
              <td>
                <span className={styles.bar} style={{ width: `${(count / most) * 70}%` }} />
                {formatCount(count)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
