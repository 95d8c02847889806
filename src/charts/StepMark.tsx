import type { LineGeometry } from './LineFigure';
import styles from './LineFigure.module.css';
import type { StepMarker } from './plotTypes';

export interface StepMarkProps {
  readonly marker: StepMarker;
  readonly geometry: LineGeometry;
  /** How far down the plot the words stand, 0..1: away from the lines. */
  readonly wordsAt?: number | undefined;
  /** `danger`: something went wrong here; `repaired`: this was chosen. */
  readonly tone?: 'danger' | 'repaired' | undefined;
}

/** A vertical line with words at one step, e.g. where a run diverged or where the cut was chosen. */
export function StepMark({ marker, geometry, wordsAt = 0, tone = 'danger' }: StepMarkProps) {
  const { box } = geometry;
  const x = geometry.x.toPixel(marker.step);
  const toRight = x < box.left + box.width / 2;
  return (
    <g className={tone === 'danger' ? styles.danger : styles.chosen}>
      <line className={styles.marker} x1={x} x2={x} y1={box.top} y2={box.top + box.height} />
      <text
        className={styles.markerWords}
        x={toRight ? x + 6 : x - 6}
        y={box.top + 12 + wordsAt * (box.height - 24)}
        textAnchor={toRight ? 'start' : 'end'}
      >
        {marker.label}
      </text>
    </g>
  );
}
