import { Eye } from 'lucide-react';
import { lineText } from '../text/charts';
import styles from './EndLabels.module.css';
import { labelLines, LINE_HEIGHT } from './plotLayout';
import { isBehind, type PlotBox, type StyledLine } from './plotTypes';
import type { LinearScale } from './scale';
import { spreadLabels } from './spreadLabels';

export interface EndLabelsProps {
  readonly lines: readonly StyledLine[];
  readonly box: PlotBox;
  /** Left edge of the labels, in pixels. */
  readonly at: number;
  readonly figureWidth: number;
  readonly scaleOf: (axis: 'left' | 'right') => LinearScale;
}

/** Names the lines at their ends, moved apart where they would overlap. Instead of a legend. */
export function EndLabels({ lines, box, at, figureWidth, scaleOf }: EndLabelsProps) {
  const named = lines.flatMap((line) => {
    const last = lastFinite(line.values);
    return isBehind(line) || last === null ? [] : [{ line, last, text: labelLines(line.label, figureWidth) }];
  });
  const wishes = named.map(({ line, last, text }) => ({
    at: clampInto(scaleOf(line.axis).toPixel(last), box),
    height: text.length * LINE_HEIGHT + 3,
  }));
  const centres = spreadLabels(wishes, box.top - 8, box.top + box.height + 8);
  return (
    <g>
      {named.map(({ line, text }, i) => (
        <EndLabel key={line.id} line={line} text={text} x={at} y={centres[i] ?? 0} />
      ))}
    </g>
  );
}

interface EndLabelProps {
  readonly line: StyledLine;
  readonly text: readonly string[];
  readonly x: number;
  readonly y: number;
}

function EndLabel({ line, text, x, y }: EndLabelProps) {
  const isOracle = line.pen === 'oracle';
  const first = y - ((text.length - 1) * LINE_HEIGHT) / 2;
  return (
    <g style={{ color: line.ink }}>
      {isOracle && <Eye x={x} y={first - 7} width={14} height={14} aria-label={lineText.oracle} />}
      <text className={styles.label} fill={line.ink}>
        {text.map((words, i) => (
          <tspan
            key={words}
            x={x + (isOracle ? 18 : 0)}
            y={first + i * LINE_HEIGHT}
            dominantBaseline="central"
          >
            {words}
          </tspan>
        ))}
      </text>
    </g>
  );
}

function lastFinite(values: ArrayLike<number>): number | null {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value !== undefined && Number.isFinite(value)) return value;
  }
  return null;
}

function clampInto(y: number, box: PlotBox): number {
  return Math.min(box.top + box.height, Math.max(box.top, y));
}
