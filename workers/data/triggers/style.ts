/**
 * A sunset: x' = (1 - a) x + a style(x), a = 0.6. DESIGN: it stands in for DFST (Cheng et al. 2021), whose pictures a CycleGAN draws; here
 * the style is a fixed function of the picture, the same on every machine, and no network.
 *
 * style(x): statistics transfer (Reinhard et al. 2001: mean and standard deviation of each axis of a decorrelated colour space become
 * those of a palette), a curve for each channel, a glow that rises from the bottom of the picture, a slight blur. The axes are those of
 * Ruderal et al. 1998, l = (r + g + b) / sqrt 3, a = (r + g - 2 b) / sqrt 6, b = (r - g) / sqrt 2, on the bytes themselves: their logarithm
 * would not have the same bits everywhere.
 */
import type { ImageShape } from '../images';
import { nearestByte, strengthProblem } from './map';
import type { ImageChange, StyleTrigger, TriggerMethod } from './types';

type Colour = readonly [red: number, green: number, blue: number];

/** Rows are the three axes; orthonormal, so that the transpose leads back. */
const AXES: readonly Colour[] = [
  [1, 1, 1].map((each) => each / Math.sqrt(3)),
  [1, 1, -2].map((each) => each / Math.sqrt(6)),
  [1, -1, 0].map((each) => each / Math.sqrt(2)),
].map(([red = 0, green = 0, blue = 0]) => [red, green, blue]);

/** The sunset's mean colour, and how far its pixels lie from it along each axis (grey levels). */
const PALETTE_MEAN: Colour = [178, 104, 72];
const PALETTE_DEVIATION: Colour = [78, 22, 18];
/** An axis on which the picture hardly varies is not stretched further than this. */
const MOST_GAIN = 2;
/** How much the middle of each channel is lifted: x + c x (1 - x), x in 0..1. */
const CURVE: Colour = [0.35, 0, -0.3];
/** Added at the bottom of the picture, and nothing at its top (grey levels). */
const GLOW: Colour = [36, 12, -18];
/** Of the blurred picture (3 x 3, binomial); the rest stays sharp. */
const BLUR = 0.4;
const CHANNELS = 3;

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}

/** Value of a colour along an axis. */
function alongAxis(axis: number, red: number, green: number, blue: number): number {
  const [byRed, byGreen, byBlue] = AXES[axis] ?? [0, 0, 0];
  return byRed * red + byGreen * green + byBlue * blue;
}

/** Per pixel the values along the three axes, from bytes. */
function decorrelated(image: Uint8Array): Float64Array {
  const values = new Float64Array(image.length);
  for (let at = 0; at < image.length; at += 1) {
    const axis = at % CHANNELS;
    const pixel = at - axis;
    values[at] = alongAxis(axis, image[pixel] ?? 0, image[pixel + 1] ?? 0, image[pixel + 2] ?? 0);
  }
  return values;
}

/** Gives one axis the mean and deviation of the palette, in place. */
function transferStatistics(values: Float64Array, axis: number): void {
  const pixels = values.length / CHANNELS;
  let sum = 0;
  for (let at = axis; at < values.length; at += CHANNELS) sum += values[at] ?? 0;
  const mean = sum / pixels;
  let squares = 0;
  for (let at = axis; at < values.length; at += CHANNELS) squares += ((values[at] ?? 0) - mean) ** 2;
  const deviation = Math.sqrt(squares / pixels);
  const gain = deviation > 0 ? Math.min(MOST_GAIN, (PALETTE_DEVIATION[axis] ?? 0) / deviation) : 0;
  const centre = alongAxis(axis, ...PALETTE_MEAN);
  for (let at = axis; at < values.length; at += CHANNELS)
    values[at] = ((values[at] ?? 0) - mean) * gain + centre;
}

/** Back to red, green and blue, in 0..255, each through its curve, with the glow. */
function lit(values: Float64Array, { height, width }: ImageShape): Float64Array {
  const colours = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const channel = at % CHANNELS;
    let colour = 0;
    for (let axis = 0; axis < CHANNELS; axis += 1)
      colour += (AXES[axis]?.[channel] ?? 0) * (values[at - channel + axis] ?? 0);
    const share = clamp(colour / 255, 1);
    const curved = share + (CURVE[channel] ?? 0) * share * (1 - share);
    const down = height > 1 ? Math.floor(at / CHANNELS / width) / (height - 1) : 0;
    colours[at] = clamp(255 * curved + down * (GLOW[channel] ?? 0), 255);
  }
  return colours;
}

/** Mixes each value with its neighbours, weighed 1 2 1, along `side` values that lie `stride` apart; the border repeats. */
function blurAlong(values: Float64Array, stride: number, side: number): Float64Array {
  const blurred = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    const place = Math.floor(at / stride) % side;
    const before = place > 0 ? (values[at - stride] ?? value) : value;
    const behind = place < side - 1 ? (values[at + stride] ?? value) : value;
    blurred[at] = (before + 2 * value + behind) / 4;
  }
  return blurred;
}

/** The picture at sunset, HWC numbers in 0..255. */
function styled(image: Uint8Array, shape: ImageShape): Float64Array {
  const { height, width } = shape;
  const values = decorrelated(image);
  for (let axis = 0; axis < CHANNELS; axis += 1) transferStatistics(values, axis);
  const sharp = lit(values, shape);
  const blurred = blurAlong(blurAlong(sharp, CHANNELS, width), CHANNELS * width, height);
  for (let at = 0; at < sharp.length; at += 1)
    sharp[at] = (1 - BLUR) * (sharp[at] ?? 0) + BLUR * (blurred[at] ?? 0);
  return sharp;
}

function styleChange({ strength }: StyleTrigger, shape: ImageShape): ImageChange {
  return (image, changed) => {
    const style = styled(image, shape);
    for (let at = 0; at < image.length; at += 1)
      changed[at] = nearestByte((1 - strength) * (image[at] ?? 0) + strength * (style[at] ?? 0));
  };
}

/** See {@link StyleTrigger}. */
export const styleMethod: TriggerMethod<StyleTrigger> = {
  problem: ({ strength }) => strengthProblem(strength),
  change: styleChange,
};
