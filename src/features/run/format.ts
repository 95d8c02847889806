/** Numbers as the run and inspect places write them. All of them are drawn with tabular digits. */

const GROUPED = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A fraction 0..1 with three decimals, e.g. `0.918`. */
export function formatFraction(value: number): string {
  return value.toFixed(3);
}

/** A fraction 0..1 as a percentage with one decimal, e.g. `91.8 %`. The space does not break. */
export function formatPercent(value: number): string {
  return `${(value * 100).toFixed(1)}\u00a0%`;
}

/** A difference of two fractions in percentage points with its sign, e.g. `-0.7`. Never `-0.0`. */
export function formatPoints(difference: number): string {
  const points = (difference * 100).toFixed(1);
  if (Number(points) === 0) return '0.0';
  return difference > 0 ? `+${points}` : points.replace('-', '\u2212');
}

/** A whole number with thousands apart, e.g. `1,200`. */
export function formatCount(value: number): string {
  return GROUPED.format(value);
}

/** A duration in seconds below two minutes, in minutes and seconds above, e.g. `34 s`, `2:05`. */
export function formatDuration(elapsedMs: number): string {
  const seconds = Math.round(elapsedMs / 1000);
  if (seconds < 120)
    return elapsedMs < 10_000 ? `${(elapsedMs / 1000).toFixed(1)}\u00a0s` : `${seconds}\u00a0s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
