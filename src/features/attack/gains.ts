/** How many times as strong a difference is shown. */
import type { GALLERY_TEXT } from '../../text/attack';

export type Gain = keyof typeof GALLERY_TEXT.gains;

const GAINS: Readonly<Record<Gain, number>> = { '1': 1, '5': 5, '10': 10 };

export function gainOf(gain: Gain): number {
  return GAINS[gain];
}
