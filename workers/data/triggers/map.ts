/** Helpers that the kinds of trigger share. */
import { bytesPerImage, type ImageShape } from '../images';
import type { ImageChange, TriggerMap, TriggerProblem } from './types';

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

/** A number as a byte: rounded half up and held in 0..255. */
export function nearestByte(value: number): number {
  const rounded = Math.floor(value + 0.5);
  return rounded < 0 ? 0 : rounded > 255 ? 255 : rounded;
}

/** As numpy's cast does it that the RNP sources use: the fraction is cut off, and what lies beyond a byte wraps around. */
export function castByte(value: number): number {
  return Math.trunc(value) & 0xff;
}

/** The change of a map; `toByte` makes bytes of the numbers. */
export function affineChange({ keep, add }: TriggerMap, toByte = nearestByte): ImageChange {
  return (image, changed) => {
    for (let at = 0; at < image.length; at += 1)
      changed[at] = toByte((keep[at] ?? 1) * (image[at] ?? 0) + (add[at] ?? 0));
  };
}

/** `strength` unless 0 <= strength <= `most`; 0 is the trigger that changes nothing, a baseline. */
export function strengthProblem(strength: number, most = 1): TriggerProblem | null {
  return strength >= 0 && strength <= most ? null : 'strength';
}
