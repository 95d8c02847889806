import { useState } from 'react';
import { count, labelText as text, wholePercent } from '../text/charts';
import { EmptyFigure } from './EmptyFigure';
import { FigureFrame } from './FigureFrame';
import { labelRows, type LabelRow } from './labelRows';
import styles from './LabelHistogram.module.css';
import { textWidth } from './textWidth';
import { useWidth } from './useWidth';

export interface LabelHistogramProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  /** Predictions of the unlearned network: count for each class. */
  readonly histogram: ArrayLike<number>;
  readonly classes: readonly string[];
  /** The inferred label. */
  readonly predicted: number;
  /** Its share of all predictions, 0..1. */
  readonly share: number;
  readonly empty?: string | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

const ROW_HEIGHT = 26;

/** What the unlearned network still answers: one bar for each class, the inferred label marked. */
export function LabelHistogram(props: LabelHistogramProps) {
  const { histogram, classes, predicted, share } = props;
  const [pointed, setPointed] = useState<LabelRow | null>(null);
  const rows = labelRows(histogram, classes, predicted);
  const isEmpty = rows.every((row) => row.count === 0);
  const stated = isEmpty ? '' : text.stated(classes[predicted] ?? String(predicted), share);
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      hasData={!isEmpty}
      csvName={props.csvName}
      size={props.size}
      reading={pointed ? text.reading(pointed.name, pointed.count, pointed.share) : stated}
      table={() => labelTable(histogram, classes)}
    >
      {isEmpty ? (
        <EmptyFigure height={160}>{props.empty ?? text.empty}</EmptyFigure>
      ) : (
        <Bars rows={rows} predicted={predicted} onPoint={setPointed} />
      )}
    </FigureFrame>
  );
}

interface BarsProps {
  readonly rows: readonly LabelRow[];
  readonly predicted: number;
  readonly onPoint: (row: LabelRow | null) => void;
}

function Bars({ rows, predicted, onPoint }: BarsProps) {
  const [ref, width] = useWidth();
  const height = rows.length * ROW_HEIGHT;
  const names = Math.min(width * 0.4, Math.max(...rows.map((row) => textWidth(row.name))) + 12);
  const reach = Math.max(20, width - names - textWidth(`${text.inferred}, 100 %`) - 12);
  const most = Math.max(1, ...rows.map((row) => row.count));
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
                length={(row.count / most) * reach}
                isInferred={row.index === predicted}
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
}) {
  const { row, top, left, length, isInferred } = props;
  const middle = top + ROW_HEIGHT / 2;
  const words = isInferred ? `${wholePercent(row.share)}, ${text.inferred}` : count(row.count);
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

function labelTable(histogram: ArrayLike<number>, classes: readonly string[]) {
  const counts = Array.from(histogram);
  const total = Math.max(
    1,
    counts.reduce((sum, n) => sum + n, 0),
  );
  return {
    columns: [text.class, text.count, text.share],
    rows: counts.map((n, index) => [classes[index] ?? String(index), n, n / total]),
  };
}
