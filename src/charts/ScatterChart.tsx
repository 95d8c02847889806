/** Things as marks between two axes; what a mark is stands in the caption line, by pointer and by keyboard. */
import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { Axes, AXES_ROOM } from './Axes';
import type { FigureTable } from './csv';
import { FigureFrame } from './FigureFrame';
import { plotBox } from './plotLayout';
import type { PlotBox } from './plotTypes';
import { linearScale, type LinearScale, roundTicks, type Span } from './scale';
import styles from './ScatterChart.module.css';
import { markPath, type MarkShape } from './seriesLook';
import { spreadLabels } from './spreadLabels';
import { textWidth } from './textWidth';
import { useWidth } from './useWidth';

export interface ScatterMark {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly color: `--${string}`;
  readonly shape: MarkShape;
  readonly isHollow: boolean;
  /** Whether it is one of those that have been picked out. */
  readonly isChosen: boolean;
  /** What it is, in full, with its numbers. */
  readonly reading: string;
  /** A short name beside it; null where it would say nothing new. */
  readonly label: string | null;
}

export interface ScatterChartProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  readonly marks: readonly ScatterMark[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xDomain: Span;
  readonly yDomain: Span;
  readonly tickText: (value: number) => string;
  /** Name of the marks, and what keys do. */
  readonly name: string;
  readonly keys: string;
  readonly onChoose: (id: string) => void;
  readonly table: () => FigureTable;
  readonly tools?: React.ReactNode;
  readonly height?: number;
}

const RADIUS = 6;
/** A pointer this far from a mark still means it. */
const REACH = 24;
const LABEL_HEIGHT = 17;

interface Placed extends ScatterMark {
  readonly px: number;
  readonly py: number;
}

export function ScatterChart(props: ScatterChartProps) {
  const { marks, height = 360 } = props;
  const [at, setAt] = useState<string | null>(null);
  const found = marks.find(({ id }) => id === at);
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      csvName={props.csvName}
      tools={props.tools}
      hasData={marks.length > 0}
      reading={found?.reading ?? ''}
      table={props.table}
    >
      <ScatterPlot {...props} height={height} at={at} onVisit={setAt} />
    </FigureFrame>
  );
}

interface ScatterPlotProps extends ScatterChartProps {
  readonly height: number;
  readonly at: string | null;
  readonly onVisit: (id: string | null) => void;
}

function ScatterPlot(props: ScatterPlotProps) {
  const { marks, xDomain, yDomain, height, at, tickText, onVisit, onChoose } = props;
  const [ref, width] = useWidth();
  const own = useId();
  const box = plotBox(width, height, AXES_ROOM);
  const x = linearScale(xDomain, { from: box.left, to: box.left + box.width });
  const y = linearScale(yDomain, { from: box.top + box.height, to: box.top });
  const placed = marks.map((mark) => ({ ...mark, px: x.toPixel(mark.x), py: y.toPixel(mark.y) }));
  const axis = (name: string, domain: Span, scale: LinearScale, wanted: number) => ({
    ticks: roundTicks(domain, wanted),
    label: tickText,
    scale,
    name,
  });
  return (
    <div
      ref={ref}
      className={styles.plot}
      style={{ height }}
      role="listbox"
      aria-multiselectable
      aria-label={`${props.name}. ${props.keys}`}
      aria-activedescendant={at === null ? undefined : `${own}-${at}`}
      tabIndex={0}
      onKeyDown={(event) => walk(event, placed, at, onVisit, onChoose)}
      onPointerMove={(event) => onVisit(nearestMark(placed, event)?.id ?? null)}
      onPointerLeave={() => onVisit(null)}
      onClick={(event) => {
        const mark = nearestMark(placed, event);
        if (mark !== null) onChoose(mark.id);
      }}
    >
      {width > 0 && (
        <svg width={width} height={height} role="presentation">
          <Axes
            box={box}
            x={axis(props.xLabel, xDomain, x, Math.min(10, box.width / 60))}
            y={axis(props.yLabel, yDomain, y, box.height / 48)}
          />
          {placed.map((mark) => (
            <Mark key={mark.id} mark={mark} elementId={`${own}-${mark.id}`} isAt={mark.id === at} />
          ))}
          <MarkLabels marks={placed} box={box} />
        </svg>
      )}
    </div>
  );
}

function Mark(props: { readonly mark: Placed; readonly elementId: string; readonly isAt: boolean }) {
  const { mark, elementId, isAt } = props;
  const { color, isChosen, isHollow, px, py, reading, shape } = mark;
  const stroke = `var(${color})`;
  return (
    <g id={elementId} role="option" aria-selected={isChosen} aria-label={reading}>
      {(isAt || isChosen) && (
        <circle className={isAt ? styles.at : styles.chosen} cx={px} cy={py} r={RADIUS + 5} />
      )}
      <path
        d={markPath(shape, px, py, RADIUS)}
        fill={isHollow ? 'var(--surface)' : stroke}
        fillOpacity={isHollow ? 0.6 : 0.9}
        stroke={isHollow ? stroke : 'var(--surface)'}
        strokeWidth={isHollow ? 1.75 : 1}
      />
    </g>
  );
}

/** Names beside the marks, to the right or, near the right edge, to the left; moved apart where they would overlap. */
function MarkLabels({ marks, box }: { readonly marks: readonly Placed[]; readonly box: PlotBox }) {
  const named = marks.flatMap((mark) => (mark.label === null ? [] : [{ ...mark, label: mark.label }]));
  const centres = spreadLabels(
    named.map(({ py }) => ({ at: py, height: LABEL_HEIGHT })),
    box.top,
    box.top + box.height,
  );
  return (
    <g aria-hidden="true">
      {named.map(({ id, px, py, label, color }, at) => {
        const isLeft = px + RADIUS + 6 + textWidth(label) > box.left + box.width;
        const side = isLeft ? -1 : 1;
        const labelY = centres[at] ?? py;
        return (
          <g key={id}>
            {Math.abs(labelY - py) > RADIUS + 3 && (
              <line
                className={styles.leader}
                x1={px + side * RADIUS}
                y1={py}
                x2={px + side * (RADIUS + 5)}
                y2={labelY}
              />
            )}
            <text
              className={styles.label}
              x={px + side * (RADIUS + 6)}
              y={labelY}
              fill={`var(${color})`}
              textAnchor={isLeft ? 'end' : 'start'}
              dominantBaseline="central"
            >
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function nearestMark(
  marks: readonly Placed[],
  event: Pick<PointerEvent, 'clientX' | 'clientY'> & { readonly currentTarget: Element },
): Placed | null {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  const far = ({ px, py }: Placed): number => Math.hypot(px - event.clientX + left, py - event.clientY + top);
  const nearest = marks.reduce<Placed | null>(
    (best, mark) => (best === null || far(mark) < far(best) ? mark : best),
    null,
  );
  return nearest !== null && far(nearest) <= REACH ? nearest : null;
}

/** From mark to mark: to the right and up are onwards, as the marks stand from left to right. */
function walk(
  event: KeyboardEvent,
  marks: readonly Placed[],
  at: string | null,
  onVisit: (id: string) => void,
  onChoose: (id: string) => void,
): void {
  const order = marks.toSorted((a, b) => a.px - b.px || b.py - a.py);
  const now = order.findIndex(({ id }) => id === at);
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: now + 1,
    ArrowUp: now + 1,
    ArrowLeft: now - 1,
    ArrowDown: now - 1,
    Home: 0,
    End: order.length - 1,
  };
  const to = steps[event.key];
  const next = to === undefined ? undefined : order[Math.max(0, Math.min(order.length - 1, to))];
  if ((event.key === 'Enter' || event.key === ' ') && at !== null) onChoose(at);
  else if (next !== undefined) onVisit(next.id);
  else return;
  event.preventDefault();
}
