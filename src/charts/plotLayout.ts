/** Works out domains, ticks and the plot box of a line figure from its data and size. Pure, in pixels. */
import { roundSpan, roundTicks, tickLabel, tickStep, type Span } from './scale';
import { textWidth } from './textWidth';
import { type AxisSpec, isBehind, type LineSeries, type PlotBox } from './plotTypes';

/** Below this width, labels at line ends break into two lines. */
export const NARROW = 520;
/** Height of one line of label text. */
export const LINE_HEIGHT = 17;
const EYE_WIDTH = 18;

/** The lowest and highest finite values of the lines; null without any. */
export function extentOf(lists: readonly ArrayLike<number>[]): Span | null {
  let from = Infinity;
  let to = -Infinity;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (value === undefined || !Number.isFinite(value)) continue;
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  return from <= to ? { from, to } : null;
}

/** A vertical axis with round ends that starts at zero where the data does not go below; `fixed` overrides. */
export function valueAxis(
  lines: readonly LineSeries[],
  extra: readonly number[],
  fixed: Span | null,
  height: number,
) {
  const wanted = Math.max(2, Math.floor(height / 48));
  const extent = extentOf([
    ...lines.flatMap(({ band, values }) => (band ? [band.low, band.high] : [values])),
    extra,
  ]) ?? { from: 0, to: 1 };
  const domain =
    fixed ?? roundSpan({ from: Math.min(0, extent.from), to: Math.max(extent.to, 1e-9) }, wanted);
  return axisOf(domain, wanted);
}

/** A horizontal axis over exactly the domain, with about one tick in 80 pixels. */
export function stepAxis(domain: Span, width: number): AxisSpec {
  return axisOf(domain, Math.max(2, Math.floor(width / 80)));
}

function axisOf(domain: Span, wanted: number): AxisSpec {
  const step = tickStep(domain, wanted);
  return { domain, ticks: roundTicks(domain, wanted), label: (value) => tickLabel(value, step) };
}

/** A label broken into at most two lines where the figure is narrow. */
export function labelLines(label: string, figureWidth: number): string[] {
  const cut = label.indexOf(' ');
  if (figureWidth >= NARROW || cut < 0) return [label];
  return [label.slice(0, cut), label.slice(cut + 1)];
}

/** Room that the labels at the line ends need, in pixels. */
export function labelRoom(lines: readonly LineSeries[], figureWidth: number): number {
  const widths = lines
    .filter((line) => !isBehind(line) && line.values.length > 0)
    .map((line) => {
      const eye = line.pen === 'oracle' ? EYE_WIDTH : 0;
      return Math.max(...labelLines(line.label, figureWidth).map(textWidth)) + eye;
    });
  return widths.length === 0 ? 12 : Math.ceil(Math.max(...widths)) + 10;
}

/** Room that the tick labels of an axis need, in pixels. */
export function tickRoom(axis: AxisSpec): number {
  return Math.ceil(Math.max(...axis.ticks.map((tick) => textWidth(axis.label(tick))), 16)) + 10;
}

/** The rectangle inside the axes. */
export function plotBox(
  width: number,
  height: number,
  room: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): PlotBox {
  return {
    left: room.left,
    top: room.top,
    width: Math.max(40, width - room.left - room.right),
    height: Math.max(40, height - room.top - room.bottom),
  };
}
