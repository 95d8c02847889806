import { useMemo } from 'react';
import { CartesianGrid, Line, LineChart as Plot, XAxis, YAxis } from 'recharts';
import { decimate } from './decimate';
import styles from './LinePlot.module.css';
import type { AxisSpec, PlotBox, StyledLine } from './plotTypes';

export interface LinePlotProps {
  readonly width: number;
  readonly height: number;
  readonly box: PlotBox;
  readonly x: AxisSpec;
  readonly left: AxisSpec;
  readonly right: AxisSpec | null;
  readonly lines: readonly StyledLine[];
}

/** Room for the ticks below the plot and beside it, in pixels. */
export const TICK_HEIGHT = 26;
export const RIGHT_TICKS = 40;

/** Axes, grid and decimated lines in the box; everything else (labels, handles) lies in a layer above. */
export function LinePlot({ width, height, box, x, left, right, lines }: LinePlotProps) {
  return (
    <div className={styles.plot} aria-hidden="true">
      <Plot
        width={width}
        height={height}
        margin={marginsOf(width, height, box, right !== null)}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" yAxisId="left" />
        <XAxis
          dataKey="x"
          type="number"
          height={TICK_HEIGHT}
          domain={[x.domain.from, x.domain.to]}
          ticks={[...x.ticks]}
          tickFormatter={x.label}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          tickMargin={6}
          interval={0}
          allowDataOverflow
        />
        <YAxis yAxisId="left" width={box.left} {...axisProps(left)} />
        {right && <YAxis yAxisId="right" orientation="right" width={RIGHT_TICKS} {...axisProps(right)} />}
        {lines.map((line) => (
          <PlotLine key={line.id} line={line} x={x} width={box.width} />
        ))}
      </Plot>
    </div>
  );
}

function PlotLine({
  line,
  x,
  width,
}: {
  readonly line: StyledLine;
  readonly x: AxisSpec;
  readonly width: number;
}) {
  const points = useMemo(
    () => decimate(line.steps, line.values, x.domain, width),
    [line.steps, line.values, x.domain, width],
  );
  return (
    <Line
      yAxisId={line.axis}
      data={points}
      dataKey="y"
      type="linear"
      stroke={line.stroke}
      strokeWidth={line.ghost ? 1.5 : 2}
      strokeOpacity={line.ghost ? 0.35 : 1}
      {...(line.dash === undefined ? {} : { strokeDasharray: line.dash })}
      strokeLinejoin="round"
      dot={points.length === 1 && !line.ghost ? { r: 2.5, fill: line.stroke, strokeWidth: 0 } : false}
      activeDot={false}
      legendType="none"
      isAnimationActive={false}
    />
  );
}

function axisProps(axis: AxisSpec) {
  return {
    type: 'number' as const,
    domain: [axis.domain.from, axis.domain.to] as [number, number],
    ticks: [...axis.ticks],
    tickFormatter: axis.label,
    tickLine: false,
    axisLine: false,
    tickMargin: 6,
    interval: 0 as const,
    allowDataOverflow: true,
  };
}

function marginsOf(width: number, height: number, box: PlotBox, hasRight: boolean) {
  return {
    left: 0,
    top: box.top,
    right: width - box.left - box.width - (hasRight ? RIGHT_TICKS : 0),
    bottom: height - box.top - box.height - TICK_HEIGHT,
  };
}
