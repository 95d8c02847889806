import { pictureText as text, wholePercent } from '../text/charts';
import styles from './PredictionBars.module.css';

export interface PredictionBarsProps {
  /** Probability of each class, 0..1, in class order. */
  readonly probabilities: ArrayLike<number>;
  readonly classes: readonly string[];
  /** The class drawn in vermilion: the attacker's target, an oracle's knowledge. */
  readonly target?: number | null | undefined;
  /** How many classes are shown. */
  readonly top?: number | undefined;
}

/** The most likely classes of one picture, each with a bar and a percentage. */
export function PredictionBars({ probabilities, classes, target = null, top = 3 }: PredictionBarsProps) {
  if (probabilities.length === 0) return <p className={styles.none}>{text.none}</p>;
  return (
    <ol className={styles.list} aria-label={text.predictions}>
      {likeliest(probabilities, top).map(({ index, share }) => (
        <li key={index} className={styles.line} data-target={index === target}>
          <span className={styles.name}>{classes[index] ?? String(index)}</span>
          <span className={styles.track} aria-hidden="true">
            <span className={styles.bar} style={{ width: `${share * 100}%` }} />
          </span>
          <span className={styles.share}>{wholePercent(share)}</span>
        </li>
      ))}
    </ol>
  );
}

/** The `top` most likely classes, the likeliest first; of equals, the lower index. */
export function likeliest(probabilities: ArrayLike<number>, top: number): { index: number; share: number }[] {
  return Array.from(probabilities, (share, index) => ({ index, share }))
    .sort((a, b) => b.share - a.share || a.index - b.index)
    .slice(0, top);
}
