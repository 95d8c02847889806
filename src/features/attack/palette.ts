/** The colours offered for painting, as `#rrggbb`. */
import { COLOUR_NAMES } from '../../text/attack';
import type { Colour } from './painting';

export const PALETTE = Object.keys(COLOUR_NAMES) as readonly (keyof typeof COLOUR_NAMES)[];

/** The bytes of a colour written `#rrggbb`. */
export function colourOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The name of a colour of the palette; of any other, how it is written. */
export function colourName(hex: string): string {
  const known = PALETTE.find((each) => each === hex);
  return known === undefined ? hex : COLOUR_NAMES[known];
}
