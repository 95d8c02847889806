/** A picture in the making: float channels, painted over layer by layer, anti-aliased, rounded to bytes at the end. */
import type { Rng } from '../../engine/rng';
import { type Colour } from './colours';
import type { Outline } from './outlines';
import type { Texture } from './textures';

/** A square RGB picture, size x size x 3, 0..255 and not yet rounded. */
export interface Canvas {
  readonly size: number;
  readonly channels: Float64Array;
}

/** What a layer looks like: a mixture of two colours, steered by a texture, at a given opacity (0..1). */
export interface Paint {
  readonly colours: readonly [Colour, Colour];
  readonly texture: Texture;
  readonly opacity: number;
}

/** Half the diagonal of a pixel and a little more: beyond it, a pixel lies on one side of an outline. */
const EDGE_REACH = 0.75;
const SUBSAMPLES = 4;

/** The share of the pixel around (x, y), `distance` from the outline, that lies inside: from 16 samples. */
function edgeCoverage(outline: Outline, x: number, y: number, distance: number): number {
  let inside = 0;
  for (let row = 0; row < SUBSAMPLES; row += 1) {
    const offY = (row + 0.5) / SUBSAMPLES - 0.5;
    for (let column = 0; column < SUBSAMPLES; column += 1) {
      const offX = (column + 0.5) / SUBSAMPLES - 0.5;
      // a sample nearer to the centre than the outline is lies on the centre's side
      const isNear = offX * offX + offY * offY < distance * distance;
      if ((isNear ? distance : outline(x + offX, y + offY)) < 0) inside += 1;
    }
  }
  return inside / (SUBSAMPLES * SUBSAMPLES);
}

/** Paints `columns` pixels of a row, from column `start`, at one opacity; pixel centres lie at half numbers. */
function paintRun(
  canvas: Canvas,
  row: number,
  start: number,
  columns: number,
  paint: Paint,
  opacity: number,
): void {
  const { size, channels } = canvas;
  const [[red, green, blue], to] = paint.colours;
  const redSpan = to[0] - red;
  const greenSpan = to[1] - green;
  const blueSpan = to[2] - blue;
  const end = Math.min(size, start + columns);
  for (let column = start; column < end; column += 1) {
    const share = paint.texture(column + 0.5, row + 0.5);
    const at = (row * size + column) * 3;
    const underRed = channels[at] ?? 0;
    const underGreen = channels[at + 1] ?? 0;
    const underBlue = channels[at + 2] ?? 0;
    channels[at] = underRed + (red + redSpan * share - underRed) * opacity;
    channels[at + 1] = underGreen + (green + greenSpan * share - underGreen) * opacity;
    channels[at + 2] = underBlue + (blue + blueSpan * share - underBlue) * opacity;
  }
}

/** Paints the whole picture. */
export function cover(canvas: Canvas, paint: Paint): void {
  for (let row = 0; row < canvas.size; row += 1) paintRun(canvas, row, 0, canvas.size, paint, paint.opacity);
}

/** Paints the inside of an outline given in pixels. */
export function fill(canvas: Canvas, outline: Outline, paint: Paint): void {
  const { size } = canvas;
  for (let row = 0; row < size; row += 1) {
    const y = row + 0.5;
    let column = 0;
    while (column < size) {
      const distance = outline(column + 0.5, y);
      // a distance shrinks by at most one per pixel: as far as it reaches, the next pixels are on the same side
      const run = Math.max(1, Math.ceil(Math.abs(distance) - EDGE_REACH));
      if (distance < -EDGE_REACH) paintRun(canvas, row, column, run, paint, paint.opacity);
      else if (distance <= EDGE_REACH) {
        const covered = edgeCoverage(outline, column + 0.5, y, distance);
        if (covered > 0) paintRun(canvas, row, column, 1, paint, covered * paint.opacity);
      }
      column += run;
    }
  }
}

/** Darkens the picture by a soft shadow of the outline, fading over `softness` pixels. */
export function shade(canvas: Canvas, outline: Outline, softness: number, strength: number): void {
  const { size, channels } = canvas;
  const reach = softness / 2;
  for (let row = 0; row < size; row += 1) {
    let column = 0;
    while (column < size) {
      const distance = outline(column + 0.5, row + 0.5);
      const run = Math.max(1, Math.ceil(Math.abs(distance) - reach));
      const depth = 0.5 - distance / softness;
      const kept = 1 - strength * (depth > 1 ? 1 : depth < 0 ? 0 : depth);
      const end = (row * size + Math.min(size, column + run)) * 3;
      if (kept < 1) {
        for (let at = (row * size + column) * 3; at < end; at += 1) channels[at] = (channels[at] ?? 0) * kept;
      }
      column += run;
    }
  }
}

/** Standard deviation of the sum of four bytes. */
const FOUR_BYTES_DEVIATION = 147.8;

/** Light and sensor: value' = (value - 128) * contrast + 128 + lightness + noise, rounded and held in 0..255. */
export interface Exposure {
  readonly contrast: number;
  readonly lightness: number;
  /** Standard deviation of the noise, in grey levels. */
  readonly noise: number;
}

/** Writes the finished picture as bytes into `out` (size x size x 3). The noise is a sum of four bytes: nearly normal, exact. */
export function develop(canvas: Canvas, exposure: Exposure, rng: Rng, out: Uint8Array): void {
  const { contrast, lightness } = exposure;
  const grain = exposure.noise / FOUR_BYTES_DEVIATION;
  for (let at = 0; at < canvas.channels.length; at += 1) {
    const word = rng.uint32();
    const bytes = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
    const lit = ((canvas.channels[at] ?? 0) - 128) * contrast + 128 + lightness + (bytes - 510) * grain;
    out[at] = lit <= 0 ? 0 : lit >= 255 ? 255 : Math.floor(lit + 0.5);
  }
}
