/** Padding, as the graph and as tfjs write it. */
import type { Pads } from '../device/convolveAffine';
import type { Padding } from './graph';

/** A node's padding as tfjs wants it for [N, H, W, C]. */
export function padsOf({ padding: [top, bottom, left, right] }: { readonly padding: Padding }): Pads {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
