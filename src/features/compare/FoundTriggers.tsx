/** The triggers that Neural Cleanse has found so far, class by class, the smallest mask first. */
import { useMemo } from 'react';
import { Picture } from '../../charts/Picture';
import { useQueue } from '../../state/queueStore';
import type { TriggerSearchReading } from '../../state/triggerSearch';
import { LIVE_TEXT } from '../../text/compare';
import { formatPercent } from '../run/format';
import styles from './Changes.module.css';

interface FoundClass {
  readonly label: number;
  readonly norm: number;
  readonly success: number;
  /** Grey: white where the trigger hides the image. */
  readonly pixels: Uint8Array;
}

function classesOf({ labels, masks, norms, successes }: TriggerSearchReading): readonly FoundClass[] {
  const size = masks.rows * masks.columns;
  return labels
    .map((label, at) => ({
      label,
      norm: norms[at] ?? 0,
      success: successes[at] ?? 0,
      pixels: Uint8Array.from(
        { length: 3 * size },
        (_, byte) => masks.values[at * size + Math.floor(byte / 3)] ?? 0,
      ),
    }))
    .toSorted((a, b) => a.norm - b.norm);
}

export function FoundTriggers() {
  const search = useQueue((queue) => queue.search);
  const classes = useMemo(() => (search === null ? [] : classesOf(search)), [search]);
  if (search === null) return null;
  const { columns, rows } = search.masks;
  return (
    <section className={styles.changes} aria-labelledby="triggers-heading">
      <h3 id="triggers-heading">{LIVE_TEXT.triggers}</h3>
      <p className={styles.line}>
        {search.label === null ? LIVE_TEXT.triggersLine : LIVE_TEXT.triggerNamed(search.label)}
      </p>
      <ul className={styles.rounds}>
        {classes.map(({ label, norm, pixels, success }) => (
          <li key={label}>
            <Picture pixels={pixels} width={columns} height={rows} alt={LIVE_TEXT.triggerAlt(label)} />
            <span>{LIVE_TEXT.triggerClass(label)}</span>
            <span className={styles.line}>
              {LIVE_TEXT.triggerNumbers(norm.toFixed(1), formatPercent(success))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
