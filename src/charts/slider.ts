/** What all handles that set a value have in common, whatever they look like. */
import { clampTo, type Span } from './scale';

/** The nearest value that can be chosen: whole steps inside the limits, without a tail of digits. */
export function nearestStep(
  wanted: number,
  { limits, step }: { readonly limits: Span; readonly step: number },
): number {
  return clampTo(limits, Number((Math.round(wanted / step) * step).toPrecision(12)));
}

/** The attributes by which a handle is a slider to keyboards and screen readers. */
export function sliderRole(name: string, value: number, limits: Span) {
  return {
    role: 'slider',
    tabIndex: 0,
    'aria-label': name,
    'aria-valuemin': limits.from,
    'aria-valuemax': limits.to,
    'aria-valuenow': value,
  } as const;
}

/** Where a key moves a slider; null for keys that are not the slider's. */
export function keyTarget(key: string, value: number, step: number, limits: Span): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return value + step;
    case 'ArrowLeft':
    case 'ArrowDown':
      return value - step;
    case 'PageUp':
      return value + step * 10;
    case 'PageDown':
      return value - step * 10;
    case 'Home':
      return limits.from;
    case 'End':
      return limits.to;
    default:
      return null;
  }
}
