import { memo } from 'react';
import { CartesianGrid, LineChart as Plot, XAxis, YAxis } from 'recharts';
import styles from './LinePlot.module.css';
import type { AxisSpec, PlotBox } from './plotTypes';

export interface LinePlotProps {
  readonly width: number;
  readonly height: number;
  readonly box: PlotBox;
  readonly x: AxisSpec;
  readonly left: AxisSpec;
  readonly right: AxisSpec | null;
}

/** Room for the ticks below the plot and beside it, in pixels. */
export const TICK_HEIGHT = 26;
export const RIGHT_TICKS = 40;

/**
 * Axes and grid of a line figure. The lines themselves are plain paths in the layer above ({@link LinePaths}): as chart
 * lines, five of them with 600 points took 21 ms of every frame (measured), so that only the frame is left to the
 * library, which draws it again only when an axis changes.
 */
export const LinePlot = memo(function LinePlot({ width, height, box, x, left, right }: LinePlotProps) {
  return (
    <div className={styles.plot} aria-hidden="true">
      <Plot
        width={width}
        height={height}
        data={NO_DATA}
        margin={marginsOf(width, height, box, right !== null)}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" yAxisId="left" />
        <XAxis
          {...axisProps(x)}
          height={TICK_HEIGHT}
          axisLine={{ stroke: 'var(--line-strong)' }}
          dataKey="x"
        />
        <YAxis yAxisId="left" width={box.left} {...axisProps(left)} />
        {right && <YAxis yAxisId="right" orientation="right" width={RIGHT_TICKS} {...axisProps(right)} />}
      </Plot>
    </div>
  );
}, samePlot);

const NO_DATA: readonly never[] = [];

/** Equal frames need no new drawing, even if their objects were made anew with new data. */
function samePlot(a: LinePlotProps, b: LinePlotProps): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    JSON.stringify([a.box, a.x, a.left, a.right]) === JSON.stringify([b.box, b.x, b.left, b.right])
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
