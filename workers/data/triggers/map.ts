/** Helpers that the kinds of trigger share. */
import { bytesPerImage, type ImageShape } from '../images';
import type { TriggerMap, TriggerProblem } from './types';

/** The map that changes nothing. */
export function identityMap(shape: ImageShape): TriggerMap {
  const bytes = bytesPerImage(shape);
  return { keep: new Float64Array(bytes).fill(1), add: new Float64Array(bytes) };
}

/** Lets the byte at `at` move `share` (0..1) of the way to `value`. */
export function moveTowards(map: TriggerMap, at: number, value: number, share: number): void {
  map.keep[at] = 1 - share;
  map.add[at] = share * value;
}

/** `strength` unless 0 <= strength <= 1; 0 is the trigger that changes nothing, a baseline. */
export function strengthProblem(strength: number): TriggerProblem | null {
  return strength >= 0 && strength <= 1 ? null : 'strength';
}
