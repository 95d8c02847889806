/** Colours of the built-in images: pleasant, and apart enough that the shape can be seen. Channels are 0..255, not rounded. */
import type { Rng } from '../../engine/rng';

/** Red, green and blue, 0..255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A random number between `low` and `high`. */
export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

/** One channel of the hue circle: 1 around its own third, 0 opposite, straight lines between. */
function ramp(hue: number): number {
  const turned = (hue - Math.floor(hue)) * 6;
  const height = Math.abs(turned - 3) - 1;
  return height < 0 ? 0 : height > 1 ? 1 : height;
}

/** The colour of a hue (turns), saturation (0..1) and value (0..1). */
export function colourOf(hue: number, saturation: number, value: number): Colour {
  const channel = (shift: number): number => 255 * value * (1 - saturation * (1 - ramp(hue + shift)));
  return [channel(0), channel(2 / 3), channel(1 / 3)];
}

/** How bright a colour looks, 0..255. */
export function brightness([red, green, blue]: Colour): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** The colour `share` of the way from one to the other. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Whether a shape of one colour stands out on the other: clearly lighter or darker, or both lighter and of another hue. */
export function standsOut(shape: Colour, ground: Colour): boolean {
  const lighter = Math.abs(brightness(shape) - brightness(ground));
  const apart =
    Math.abs(shape[0] - ground[0]) + Math.abs(shape[1] - ground[1]) + Math.abs(shape[2] - ground[2]);
  return lighter >= 70 || (lighter >= 28 && apart >= 190);
}

/** The colours of one image. */
export interface Palette {
  readonly ground: readonly [Colour, Colour];
  readonly shape: readonly [Colour, Colour];
}

const TRIES = 40;

function drawGround(rng: Rng, hue: number): readonly [Colour, Colour] {
  const saturation = between(rng, 0.1, 0.75);
  const value = between(rng, 0.22, 0.95);
  const step = between(rng, 0.1, 0.28) * (value > 0.58 ? -1 : 1);
  const first = colourOf(hue, saturation, value);
  return [
    first,
    colourOf(hue + between(rng, -0.09, 0.09), saturation * between(rng, 0.7, 1.2), value + step),
  ];
}

/** Draws colours until the shape stands out on the ground; white or near-black if chance does not find any. */
export function drawPalette(rng: Rng): Palette {
  const hue = rng.uniform();
  const ground = drawGround(rng, hue);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const shapeHue = hue + between(rng, 0.2, 0.8);
    const saturation = between(rng, 0.35, 0.95);
    const value = between(rng, 0.3, 1);
    const first = colourOf(shapeHue, saturation, value);
    const second = colourOf(shapeHue + between(rng, -0.06, 0.06), saturation, value * between(rng, 0.78, 1));
    if ([first, second].every((colour) => ground.every((other) => standsOut(colour, other)))) {
      return { ground, shape: [first, second] };
    }
  }
  const plain: Colour = brightness(mix(ground[0], ground[1], 0.5)) > 128 ? [24, 22, 34] : [244, 241, 232];
  return { ground, shape: [plain, plain] };
}
