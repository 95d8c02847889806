/** Thins a series to what the screen can show without losing a peak. */
import type { Span } from './scale';

/** One drawn point. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** More than this a line never draws (measured limit of the drawing library at 60 frames a second). */
export const MAX_POINTS = 600;

/**
 * Min-max decimation: the domain is divided into pixel columns and each keeps its lowest and highest value in their
 * order, so every extreme survives; first and last point are kept. Values that are not finite are left out.
 * `steps` rises. At most {@link MAX_POINTS} points come back.
 */
export function decimate(
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  domain: Span,
  pixelWidth: number,
): Point[] {
  const points = finitePoints(steps, values);
  const columns = Math.max(1, Math.min(Math.floor(pixelWidth), MAX_POINTS / 2 - 1));
  if (points.length <= columns * 2) return points;
  const perUnit = columns / Math.max(domain.to - domain.from, Number.MIN_VALUE);
  const kept: Point[] = [];
  let start = 0;
  while (start < points.length) {
    const column = columnOf(points[start], domain, perUnit, columns);
    let end = start + 1;
    while (end < points.length && columnOf(points[end], domain, perUnit, columns) === column) end++;
    pushExtremes(points, start, end, kept);
    start = end;
  }
  return withEnds(kept, points);
}

function finitePoints(steps: ArrayLike<number>, values: ArrayLike<number>): Point[] {
  const points: Point[] = [];
  const length = Math.min(steps.length, values.length);
  for (let i = 0; i < length; i++) {
    const x = steps[i];
    const y = values[i];
    if (x !== undefined && y !== undefined && Number.isFinite(x) && Number.isFinite(y)) points.push({ x, y });
  }
  return points;
}

function columnOf(point: Point | undefined, domain: Span, perUnit: number, columns: number): number {
  const column = Math.floor(((point?.x ?? domain.from) - domain.from) * perUnit);
  return Math.min(columns - 1, Math.max(0, column));
}

function pushExtremes(points: readonly Point[], start: number, end: number, kept: Point[]): void {
  let low = start;
  let high = start;
  for (let i = start + 1; i < end; i++) {
    const y = points[i]?.y ?? 0;
    if (y < (points[low]?.y ?? 0)) low = i;
    if (y > (points[high]?.y ?? 0)) high = i;
  }
  for (const index of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
    const point = points[index];
    if (point) kept.push(point);
  }
}

function withEnds(kept: Point[], points: readonly Point[]): Point[] {
  const first = points[0];
  const last = points[points.length - 1];
  if (first && kept[0] !== first) kept.unshift(first);
  if (last && kept[kept.length - 1] !== last) kept.push(last);
  return kept;
}
