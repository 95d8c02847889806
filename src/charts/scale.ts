/** Straight-line scales and round ticks for all figures. */

/** A closed interval; `from` may lie above `to` for axes that run upwards on the screen. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A straight map between data and pixels. */
export interface LinearScale {
  readonly toPixel: (value: number) => number;
  readonly toValue: (pixel: number) => number;
}

/** Maps `domain` (data) onto `range` (pixels). An empty domain maps everything to the middle of the range. */
export function linearScale(domain: Span, range: Span): LinearScale {
  const width = domain.to - domain.from;
  const slope = width === 0 ? 0 : (range.to - range.from) / width;
  const middle = (range.from + range.to) / 2;
  return {
    toPixel: (value) => (slope === 0 ? middle : range.from + (value - domain.from) * slope),
    toValue: (pixel) => (slope === 0 ? domain.from : domain.from + (pixel - range.from) / slope),
  };
}

/** The round distance (1, 2 or 5 times a power of ten) that gives about `wanted` ticks over the span. */
export function tickStep(span: Span, wanted: number): number {
  const width = Math.abs(span.to - span.from);
  if (width === 0 || !Number.isFinite(width)) return 1;
  const rough = width / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const round = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10;
  return round * power;
}

/** Round tick values inside the span, rising. */
export function roundTicks(span: Span, wanted: number): number[] {
  const step = tickStep(span, wanted);
  const first = Math.ceil(span.from / step - 1e-9);
  const last = Math.floor(span.to / step + 1e-9);
  const ticks: number[] = [];
  for (let i = first; i <= last; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** The smallest span with round ends that holds `span`. */
export function roundSpan(span: Span, wanted: number): Span {
  const step = tickStep(span, wanted);
  const from = Number((Math.floor(span.from / step + 1e-9) * step).toPrecision(12));
  const to = Number((Math.ceil(span.to / step - 1e-9) * step).toPrecision(12));
  return from === to ? { from, to: from + step } : { from, to };
}

/** Writes a tick with as many decimals as the distance between ticks needs. */
export function tickLabel(value: number, step: number): string {
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return formatter(decimals).format(value).replace('-', '−');
}

const formatters = new Map<number, Intl.NumberFormat>();

/** Formatters are kept: making one costs more than drawing the axis. */
function formatter(decimals: number): Intl.NumberFormat {
  const kept = formatters.get(decimals);
  if (kept) return kept;
  const made = new Intl.NumberFormat('en', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formatters.set(decimals, made);
  return made;
}

/** `value` moved into the span. */
export function clampTo(span: Span, value: number): number {
  return Math.min(Math.max(value, Math.min(span.from, span.to)), Math.max(span.from, span.to));
}
