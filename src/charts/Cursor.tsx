import type { LineGeometry } from './LineFigure';
import styles from './LineFigure.module.css';
import type { StyledLine } from './plotTypes';

export interface CursorProps {
  readonly readings: readonly { readonly line: StyledLine; readonly x: number; readonly y: number }[];
  readonly geometry: LineGeometry;
}

/** A thin line at the place that is read, with a dot on every line there. */
export function Cursor({ readings, geometry }: CursorProps) {
  const first = readings[0];
  if (!first) return null;
  const { box } = geometry;
  const x = geometry.x.toPixel(first.x);
  return (
    <g data-no-export="">
      <line className={styles.cursor} x1={x} x2={x} y1={box.top} y2={box.top + box.height} />
      {readings.map(({ line, x: at, y }) => (
        <circle
          key={line.id}
          className={styles.dot}
          cx={geometry.x.toPixel(at)}
          cy={geometry.scaleOf(line.axis).toPixel(y)}
          r={4}
          fill={line.stroke}
        />
      ))}
    </g>
  );
}
