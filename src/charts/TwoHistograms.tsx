/** Two groups of values over the same bins: filled is what the defender has, dashed what needs the trigger; a line cuts both. */
import { type PointerEvent, useState } from 'react';
import { count, measured } from '../text/charts';
import { Axes, AXES_ROOM } from './Axes';
import type { FigureTable } from './csv';
import { FigureFrame } from './FigureFrame';
import { mostOf } from './histogramBars';
import { plotBox, valueAxis } from './plotLayout';
import { linearScale, roundTicks } from './scale';
import { textWidth } from './textWidth';
import styles from './TwoHistograms.module.css';
import { useWidth } from './useWidth';

export interface TwoHistogramsProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  /** Bin edges, bins + 1, rising. */
  readonly edges: readonly number[];
  readonly filled: { readonly name: string; readonly counts: readonly number[] };
  /** Null where there is none, or where it is hidden. */
  readonly dashed: { readonly name: string; readonly counts: readonly number[] } | null;
  /** A line at a value; null for none. */
  readonly line: { readonly value: number; readonly label: string } | null;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Names of the columns that hold the edges. */
  readonly edgeNames: readonly [from: string, to: string];
  readonly readingOf: (bin: number) => string;
  readonly height?: number;
}

export function TwoHistograms(props: TwoHistogramsProps) {
  const { title, summary, csvName, filled, line, readingOf } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  return (
    <FigureFrame
      title={title}
      summary={summary}
      csvName={csvName}
      hasData={mostOf(filled.counts) > 0}
      reading={pointed === null ? (line?.label ?? '') : readingOf(pointed)}
      table={() => tableOf(props)}
    >
      <Plot {...props} onPointer={setPointed} />
    </FigureFrame>
  );
}

function tableOf({ dashed, edgeNames, edges, filled }: TwoHistogramsProps): FigureTable {
  const groups = dashed === null ? [filled] : [filled, dashed];
  return {
    columns: [...edgeNames, ...groups.map(({ name }) => name)],
    rows: filled.counts.map((_, bin) => [
      edges[bin] ?? 0,
      edges[bin + 1] ?? 0,
      ...groups.map(({ counts }) => counts[bin] ?? 0),
    ]),
  };
}

/** Pixels between the names of the groups and the plot. */
const NAMES = 22;

function Plot(props: TwoHistogramsProps & { readonly onPointer: (bin: number | null) => void }) {
  const { dashed, edges, filled, height = 260, line, onPointer } = props;
  const [ref, width] = useWidth();
  const box = plotBox(width, height, { ...AXES_ROOM, top: AXES_ROOM.top + NAMES });
  const domain = { from: edges[0] ?? 0, to: edges.at(-1) ?? 1 };
  const values = [...filled.counts, ...(dashed?.counts ?? [])];
  const axis = valueAxis(
    [{ id: '', label: '', pen: 'defender', axis: 'left', steps: [], values }],
    [],
    null,
    box.height,
  );
  const x = linearScale(domain, { from: box.left, to: box.left + box.width });
  const y = linearScale(axis.domain, { from: box.top + box.height, to: box.top });
  const bottom = box.top + box.height;
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const at = x.toValue(event.clientX - event.currentTarget.getBoundingClientRect().left);
    const bin = edges.findLastIndex((edge) => edge <= at);
    onPointer(bin >= 0 && bin < filled.counts.length ? bin : null);
  };
  const left = (bin: number): number => x.toPixel(edges[bin] ?? 0);
  return (
    <div ref={ref} className={styles.plot} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} onPointerMove={point} onPointerLeave={() => onPointer(null)}>
          <Axes
            box={box}
            x={{
              ticks: roundTicks(domain, Math.min(8, box.width / 60)),
              label: measured1,
              scale: x,
              name: props.xLabel,
            }}
            y={{ ticks: axis.ticks.filter(Number.isInteger), label: count, scale: y, name: props.yLabel }}
          />
          {filled.counts.map((each, bin) => (
            <rect
              key={bin}
              className={styles.filled}
              x={left(bin) + 0.5}
              width={Math.max(0.5, left(bin + 1) - left(bin) - 1)}
              y={y.toPixel(each)}
              height={Math.max(0, bottom - y.toPixel(each))}
            />
          ))}
          {dashed !== null && (
            <path
              className={styles.dashed}
              d={`M${left(0)} ${bottom}${dashed.counts
                .map((each, bin) => `V${y.toPixel(each).toFixed(1)}H${left(bin + 1).toFixed(1)}`)
                .join('')}V${bottom}`}
            />
          )}
          {line !== null && (
            <line
              className={styles.line}
              x1={x.toPixel(line.value)}
              x2={x.toPixel(line.value)}
              y1={box.top - 6}
              y2={bottom}
            />
          )}
          <Names filled={filled.name} dashed={dashed?.name ?? null} right={box.left + box.width} />
        </svg>
      )}
    </div>
  );
}

function measured1(value: number): string {
  return Number.isInteger(value) ? String(value) : measured(value).replace(/0+$/, '');
}

/** What is filled and what is dashed, above the plot. */
function Names(props: { readonly filled: string; readonly dashed: string | null; readonly right: number }) {
  const { dashed, filled, right } = props;
  const dashedWidth = dashed === null ? 0 : textWidth(dashed) + 40;
  const filledAt = right - dashedWidth - textWidth(filled) - 20;
  return (
    <g className={styles.names}>
      <rect className={styles.filled} x={filledAt} y={22} width={14} height={10} />
      <text x={filledAt + 20} y={32}>
        {filled}
      </text>
      {dashed !== null && (
        <>
          <path className={styles.dashed} d={`M${right - dashedWidth + 16} 28h18`} />
          <text className={styles.oracle} x={right} y={32} textAnchor="end">
            {dashed}
          </text>
        </>
      )}
    </g>
  );
}
