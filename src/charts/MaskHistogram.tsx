import { useState, type PointerEvent } from 'react';
import { count, histogramText as text, mask } from '../text/charts';
import { Axes, AXES_ROOM } from './Axes';
import { DragHandle, HANDLE_ROOM } from './DragHandle';
import { EmptyFigure } from './EmptyFigure';
import { FigureFrame } from './FigureFrame';
import { histogramBars, logHeight, logTicks, mostOf, type HistogramBar } from './histogramBars';
import styles from './MaskHistogram.module.css';
import { plotBox } from './plotLayout';
import type { PlotBox } from './plotTypes';
import { linearScale, roundTicks, type LinearScale } from './scale';
import { useFramed } from './useFramed';
import { useWidth } from './useWidth';

export interface MaskHistogramProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  /** Bin edges, bins + 1, rising; mask values. */
  readonly edges: ArrayLike<number>;
  /** Filters per bin, over all sites. */
  readonly counts: ArrayLike<number>;
  /** Filters per bin of another run, drawn as an outline. */
  readonly reference?: { readonly name: string; readonly counts: ArrayLike<number> } | undefined;
  readonly threshold?: number | undefined;
  /** With it, the threshold is a handle. */
  readonly onThreshold?: ((threshold: number) => void) | undefined;
  /** Filters whose mask lies below the threshold, counted exactly (bins are coarser). */
  readonly belowCount?: number | undefined;
  readonly height?: number | undefined;
  readonly empty?: string | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

/** Histogram of all mask values on a log axis; what lies below the threshold is hollow and grey. */
export function MaskHistogram(props: MaskHistogramProps) {
  const { title, summary, csvName, edges, counts, height = 300, threshold, belowCount } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  const isEmpty = mostOf(counts) === 0;
  const below = threshold === undefined || belowCount === undefined ? '' : text.below(belowCount);
  return (
    <FigureFrame
      title={title}
      summary={summary}
      hasData={!isEmpty}
      csvName={csvName}
      size={props.size ?? 'normal'}
      reading={pointed === null ? below : binReading(edges, counts, pointed)}
      table={() => binTable(props)}
    >
      {isEmpty ? (
        <EmptyFigure height={height}>{props.empty ?? text.empty}</EmptyFigure>
      ) : (
        <HistogramPlot {...props} height={height} onPointer={setPointed} />
      )}
    </FigureFrame>
  );
}

interface HistogramPlotProps extends MaskHistogramProps {
  readonly height: number;
  readonly onPointer: (value: number | null) => void;
}

function HistogramPlot(props: HistogramPlotProps) {
  const { edges, height, threshold, onThreshold, belowCount, onPointer, reference } = props;
  const counts = useFramed(props.counts);
  const [ref, width] = useWidth();
  const domain = { from: edges[0] ?? 0, to: edges[edges.length - 1] ?? 1 };
  const hasHandle = threshold !== undefined;
  const box = plotBox(width, height, { ...AXES_ROOM, top: AXES_ROOM.top + (hasHandle ? HANDLE_ROOM : 0) });
  const most = Math.max(mostOf(counts), mostOf(reference?.counts ?? []));
  const x = linearScale(domain, { from: box.left, to: box.left + box.width });
  const y: LinearScale = {
    toPixel: (n) => box.top + box.height * (1 - logHeight(n, most)),
    toValue: (pixel) => (1 + most) ** ((box.top + box.height - pixel) / box.height) - 1,
  };
  const point = (event: PointerEvent<SVGSVGElement>): void =>
    onPointer(x.toValue(event.clientX - event.currentTarget.getBoundingClientRect().left));
  return (
    <div ref={ref} className={styles.plot} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} onPointerMove={point} onPointerLeave={() => onPointer(null)}>
          <Axes
            box={box}
            x={{
              ticks: roundTicks(domain, Math.min(10, box.width / 50)),
              label: tenths,
              scale: x,
              name: text.values,
            }}
            y={{ ticks: logTicks(most), label: count, scale: y, name: text.filters }}
          />
          {histogramBars(edges, counts, { threshold: threshold ?? null, most }).map((bar) => (
            <Bar key={`${bar.from}`} bar={bar} x={x} box={box} />
          ))}
          {reference !== undefined && (
            <path className={styles.reference} d={outline(edges, reference.counts, { x, y, box })} />
          )}
          {threshold !== undefined && (
            <DragHandle
              box={box}
              scale={x}
              value={threshold}
              limits={domain}
              step={0.01}
              name={text.threshold}
              valueText={text.thresholdValue(threshold, belowCount ?? null)}
              {...(onThreshold ? { onChange: onThreshold } : {})}
            />
          )}
        </svg>
      )}
    </div>
  );
}

/** The upper edge of a histogram's bars. */
function outline(
  edges: ArrayLike<number>,
  counts: ArrayLike<number>,
  { box, x, y }: { readonly box: PlotBox; readonly x: LinearScale; readonly y: LinearScale },
): string {
  const steps = Array.from({ length: Math.max(0, edges.length - 1) }, (_, bin) => {
    const top = y.toPixel(counts[bin] ?? 0).toFixed(1);
    return `V${top}H${x.toPixel(edges[bin + 1] ?? 0).toFixed(1)}`;
  });
  return `M${x.toPixel(edges[0] ?? 0).toFixed(1)} ${(box.top + box.height).toFixed(1)}${steps.join('')}`;
}

function Bar({
  bar,
  x,
  box,
}: {
  readonly bar: HistogramBar;
  readonly x: LinearScale;
  readonly box: PlotBox;
}) {
  const left = x.toPixel(bar.from);
  const right = x.toPixel(bar.to);
  const top = box.top + box.height * (1 - bar.height);
  const bottom = box.top + box.height;
  const inset = bar.isCut ? 1 : 0.5;
  return (
    <rect
      className={bar.isCut ? styles.cut : styles.kept}
      x={left + inset}
      width={Math.max(0.5, right - left - 2 * inset)}
      y={top}
      height={Math.max(0, bottom - top)}
    />
  );
}

function tenths(value: number): string {
  return value.toFixed(1);
}

function binReading(edges: ArrayLike<number>, counts: ArrayLike<number>, value: number): string {
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const from = edges[bin] ?? 0;
    const to = edges[bin + 1] ?? 0;
    if (value >= from && value <= to) return text.reading(from, to, counts[bin] ?? 0);
  }
  return '';
}

function binTable({ counts, edges, reference }: MaskHistogramProps) {
  const rows = Array.from({ length: Math.max(0, edges.length - 1) }, (_, bin) => [
    mask(edges[bin] ?? 0),
    mask(edges[bin + 1] ?? 0),
    counts[bin] ?? 0,
    ...(reference === undefined ? [] : [reference.counts[bin] ?? 0]),
  ]);
  const names = reference === undefined ? [] : [reference.name];
  return { columns: [text.from, text.to, text.count, ...names], rows };
}
