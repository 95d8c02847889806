/**
 * WaNet (Nguyen & Tran 2021, and its authors' code): the picture is read off along a bent grid.
 *   P ~ U[-1, 1] of k x k control points for x and y, divided by mean|P|; N = P upsampled bicubically to H x W, corners on corners
 *   G = clamp((I + s N / H) rescale, -1, 1) with I the straight grid from -1 to 1; s = 0.5, k = 4, rescale = 1
 *   x' = x at G, bilinear, corners on corners, black outside
 * While a network is trained, other images are warped along G + U[-1, 1] noise / H and keep their labels (noise mode).
 * `redrawn` is what the RNP sources do instead: P anew for every image (with k = 32, larger than is offered here).
 */
import { createRng, type Rng } from '../../engine/rng';
import { bytesPerImage, type ImageShape } from '../images';
import { createImageRng } from './imageRng';
import { nearestByte, strengthProblem } from './map';
import type { ImageChange, TriggerMethod, WarpTrigger } from './types';

/** For every pixel, row by row: where its value is read, in -1..1 from the centre of the first pixel to that of the last. */
export interface Grid {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const PURPOSE = 'trigger/warp';
const MOST_STRENGTH = 4;
/** Neighbours of a point: four along a line for the cubic, 2 x 2 for the bilinear reading. */
const TAPS = 4;
/** PyTorch's constant of the cubic convolution. */
const A = -0.75;

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function drawSigned(rng: Rng): number {
  return 2 * rng.uniform() - 1;
}

/** Weights of the four neighbours of a point that lies `share` behind the second one (Keys 1981). */
function cubicWeights(share: number): readonly [number, number, number, number] {
  const near = (x: number): number => ((A + 2) * x - (A + 3)) * x * x + 1;
  const far = (x: number): number => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  return [far(share + 1), near(share), near(1 - share), far(2 - share)];
}

/** Where `side` points lie among `count`, the outer ones on the outer ones. */
function positionAmong(at: number, side: number, count: number): number {
  return side > 1 ? (at * (count - 1)) / (side - 1) : 0;
}

/** For each of `side` points among `count` values: the four values around it, and their weights. */
interface CubicTaps {
  readonly from: Uint8Array;
  readonly weights: Float64Array;
}

/** Neighbours beyond the end are the last one. */
function cubicTaps(side: number, count: number): CubicTaps {
  const from = new Uint8Array(TAPS * side);
  const weights = new Float64Array(TAPS * side);
  for (let at = 0; at < side; at += 1) {
    const position = positionAmong(at, side, count);
    const before = Math.floor(position) - 1;
    weights.set(cubicWeights(position - before - 1), TAPS * at);
    for (let tap = 0; tap < TAPS; tap += 1) from[TAPS * at + tap] = within(before + tap, 0, count - 1);
  }
  return { from, weights };
}

/** The value at point `at`, of values that begin at `start` and lie `stride` apart. */
function interpolated(
  { from, weights }: CubicTaps,
  at: number,
  values: Float64Array,
  start: number,
  stride: number,
): number {
  let sum = 0;
  for (let tap = TAPS * at; tap < TAPS * (at + 1); tap += 1)
    sum += (weights[tap] ?? 0) * (values[start + stride * (from[tap] ?? 0)] ?? 0);
  return sum;
}

/** `count` x `count` values, row by row, as height x width ones; PyTorch's `interpolate(mode='bicubic', align_corners=True)`. */
export function upsampleBicubic(
  values: Float64Array,
  count: number,
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
): Float64Array {
  const along = cubicTaps(width, count);
  const down = cubicTaps(height, count);
  const wide = new Float64Array(count * width);
  for (let at = 0; at < wide.length; at += 1)
    wide[at] = interpolated(along, at % width, values, Math.floor(at / width) * count, 1);
  const upsampled = new Float64Array(height * width);
  for (let at = 0; at < upsampled.length; at += 1)
    upsampled[at] = interpolated(down, Math.floor(at / width), wide, at % width, width);
  return upsampled;
}

/** Control points of x, then of y, each row by row. */
function drawControlPoints(rng: Rng, count: number): readonly [Float64Array, Float64Array] {
  const points = Float64Array.from({ length: 2 * count * count }, () => drawSigned(rng));
  const mean = points.reduce((sum, value) => sum + Math.abs(value), 0) / points.length;
  const scaled = points.map((value) => value / mean);
  return [scaled.slice(0, count * count), scaled.slice(count * count)];
}

function drawGrid({ grid, strength, rescale = 1 }: WarpTrigger, shape: ImageShape, rng: Rng): Grid {
  const { height, width } = shape;
  const [alongX, alongY] = drawControlPoints(rng, grid);
  const straight = (at: number, side: number): number => (side > 1 ? (2 * at) / (side - 1) - 1 : -1);
  const bent = (points: Float64Array, positionOf: (pixel: number) => number): Float64Array =>
    upsampleBicubic(points, grid, shape).map((noise, pixel) =>
      within((positionOf(pixel) + (strength * noise) / height) * rescale, -1, 1),
    );
  return {
    x: bent(alongX, (pixel) => straight(pixel % width, width)),
    y: bent(alongY, (pixel) => straight(Math.floor(pixel / width), height)),
  };
}

/** The four pixels around every point of a grid, and their shares; a pixel outside has the share 0. */
interface Taps {
  readonly pixels: Uint32Array;
  readonly shares: Float64Array;
}

function tapsOf(grid: Grid, { height, width }: ImageShape): Taps {
  const pixels = new Uint32Array(TAPS * height * width);
  const shares = new Float64Array(TAPS * height * width);
  grid.x.forEach((x, point) => {
    const column = ((x + 1) / 2) * (width - 1);
    const row = (((grid.y[point] ?? 0) + 1) / 2) * (height - 1);
    for (let tap = 0; tap < TAPS; tap += 1) {
      const right = Math.floor(column) + (tap % 2);
      const down = Math.floor(row) + (tap >> 1);
      if (down < 0 || down >= height || right < 0 || right >= width) continue;
      pixels[TAPS * point + tap] = down * width + right;
      shares[TAPS * point + tap] = (1 - Math.abs(row - down)) * (1 - Math.abs(column - right));
    }
  });
  return { pixels, shares };
}

function readTaps({ pixels, shares }: Taps, image: Uint8Array, channels: number, into: Uint8Array): void {
  for (let at = 0; at < into.length; at += 1) {
    const channel = at % channels;
    const first = ((at - channel) / channels) * TAPS;
    let sum = 0;
    for (let tap = first; tap < first + TAPS; tap += 1)
      sum += (shares[tap] ?? 0) * (image[(pixels[tap] ?? 0) * channels + channel] ?? 0);
    into[at] = nearestByte(sum);
  }
}

/**
 * Reads `image` (HWC bytes) at every point of the grid and writes what it finds, rounded half up: PyTorch's
 * `grid_sample(mode='bilinear', padding_mode='zeros', align_corners=True)`.
 */
export function sampleBilinear(image: Uint8Array, shape: ImageShape, grid: Grid, into: Uint8Array): void {
  readTaps(tapsOf(grid, shape), image, shape.channels, into);
}

function fixedGrid(trigger: WarpTrigger, shape: ImageShape): Grid {
  return drawGrid(trigger, shape, createRng(trigger.seed, PURPOSE));
}

function warpChange(trigger: WarpTrigger, shape: ImageShape): ImageChange {
  if (trigger.redrawn === true) {
    return (image, changed) => {
      const grid = drawGrid(trigger, shape, createImageRng(trigger.seed, PURPOSE, image));
      sampleBilinear(image, shape, grid, changed);
    };
  }
  const taps = tapsOf(fixedGrid(trigger, shape), shape);
  return (image, changed) => {
    readTaps(taps, image, shape.channels, changed);
  };
}

/**
 * Images warped along the trigger's grid with noise of their own, U[-1, 1] noise / height for every pixel of every image: what
 * WaNet's training shows with unchanged labels, so that only the exact warp is learnt. `pixels` and the answer: count x height x
 * width x channels bytes. The trigger has been checked (`validateTrigger`).
 */
export function warpWithNoise(
  trigger: WarpTrigger,
  images: ImageShape & { readonly count: number; readonly pixels: Uint8Array },
  noise: number,
  rng: Rng,
): Uint8Array {
  const { pixels, ...shape } = images;
  const grid = fixedGrid(trigger, shape);
  const bytes = bytesPerImage(shape);
  const moved = (at: number): number => within(at + (noise * drawSigned(rng)) / shape.height, -1, 1);
  const warped = new Uint8Array(pixels.length);
  for (let start = 0; start < bytes * shape.count; start += bytes) {
    const noisy: Grid = { x: new Float64Array(grid.x.length), y: new Float64Array(grid.y.length) };
    for (let pixel = 0; pixel < grid.x.length; pixel += 1) {
      noisy.x[pixel] = moved(grid.x[pixel] ?? 0);
      noisy.y[pixel] = moved(grid.y[pixel] ?? 0);
    }
    const image = pixels.subarray(start, start + bytes);
    sampleBilinear(image, shape, noisy, warped.subarray(start, start + bytes));
  }
  return warped;
}

/** See {@link WarpTrigger}. */
export const warpMethod: TriggerMethod<WarpTrigger> = {
  problem: ({ seed, grid, strength, rescale = 1 }) => {
    if (!Number.isSafeInteger(seed)) return 'seed';
    if (!Number.isInteger(grid) || grid < 2 || grid > 16) return 'grid';
    return rescale >= 0.5 && rescale <= 2 ? strengthProblem(strength, MOST_STRENGTH) : 'rescale';
  },
  change: warpChange,
};
