import type { LabelRow } from './labelRows';
import styles from './LabelHistogram.module.css';
import { textWidth } from './textWidth';
import { useWidth } from './useWidth';

const ROW_HEIGHT = 26;

export interface LabelBarsProps {
  readonly rows: readonly LabelRow[];
  /** The class that is marked. */
  readonly predicted: number;
  /** What stands behind a bar. */
  readonly words: (row: LabelRow, isInferred: boolean) => string;
  readonly onPoint: (row: LabelRow | null) => void;
}

/** One bar for each class, the inferred label marked. */
export function LabelBars({ rows, predicted, words, onPoint }: LabelBarsProps) {
  const [ref, width] = useWidth();
  const height = rows.length * ROW_HEIGHT;
  const names = Math.min(width * 0.4, Math.max(...rows.map((row) => textWidth(row.name))) + 12);
  const reach = Math.max(
    20,
    width - names - Math.max(...rows.map((row) => textWidth(words(row, row.index === predicted)))) - 12,
  );
  const most = Math.max(1e-6, ...rows.map((row) => row.count));
  return (
    <div ref={ref} className={styles.bars} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true" onPointerLeave={() => onPoint(null)}>
          {rows.map((row, i) => (
            <g
              key={row.index ?? 'others'}
              onPointerEnter={() => onPoint(row)}
              data-inferred={row.index === predicted}
            >
              <rect className={styles.reach} x={0} y={i * ROW_HEIGHT} width={width} height={ROW_HEIGHT} />
              <BarRow
                row={row}
                top={i * ROW_HEIGHT}
                left={names}
                length={(Math.max(0, row.count) / most) * reach}
                isInferred={row.index === predicted}
                words={words(row, row.index === predicted)}
              />
            </g>
          ))}
          <line className={styles.base} x1={names} x2={names} y1={0} y2={height} />
        </svg>
      )}
    </div>
  );
}

function BarRow(props: {
  readonly row: LabelRow;
  readonly top: number;
  readonly left: number;
  readonly length: number;
  readonly isInferred: boolean;
  readonly words: string;
}) {
  const { row, top, left, length, isInferred, words } = props;
  const middle = top + ROW_HEIGHT / 2;
  return (
    <g className={isInferred ? styles.inferred : styles.other}>
      <text x={left - 8} y={middle} textAnchor="end" dominantBaseline="central">
        {row.name}
      </text>
      <rect className={styles.bar} x={left} y={top + 4} width={length} height={ROW_HEIGHT - 8} />
      <text x={left + length + 8} y={middle} dominantBaseline="central">
        {words}
      </text>
    </g>
  );
}
