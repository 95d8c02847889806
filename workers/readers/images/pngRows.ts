/** The rows of a PNG picture: filters undone (chapter 9 of the specification), passes laid together (chapter 8). */
import { damaged } from '../damage';
import type { PictureSize } from './contract';
import type { PngHeader } from './png';

/** Every `columnStep`-th pixel of every `rowStep`-th row, from `row` and `column` on. */
export interface PngPass extends PictureSize {
  readonly row: number;
  readonly column: number;
  readonly rowStep: number;
  readonly columnStep: number;
  /** A row without the byte that names its filter. */
  readonly rowBytes: number;
  /** All rows. */
  readonly bytes: number;
}

/** First row and column, and the steps, of the seven passes of an interlaced picture. */
const INTERLACED = [
  [0, 0, 8, 8],
  [0, 4, 8, 8],
  [4, 0, 8, 4],
  [0, 2, 4, 4],
  [2, 0, 4, 2],
  [0, 1, 2, 2],
  [1, 0, 2, 1],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

/** The passes in their order, without those that hold no pixel. */
export function pngPasses(header: PngHeader): readonly PngPass[] {
  const passes = header.isInterlaced ? INTERLACED : WHOLE;
  return passes.flatMap(([row, column, rowStep, columnStep]) => {
    const height = Math.ceil((header.height - row) / rowStep);
    const width = Math.ceil((header.width - column) / columnStep);
    if (height <= 0 || width <= 0) return [];
    const rowBytes = Math.ceil((width * header.channels * header.depth) / 8);
    return { height, width, row, column, rowStep, columnStep, rowBytes, bytes: height * (1 + rowBytes) };
  });
}

/** Numbers pixel by pixel. `rows` is what the passes unpack to; its filters are undone in place. */
export function unpackRows(
  rows: Uint8Array,
  header: PngHeader,
  passes: readonly PngPass[],
): Uint8Array | Uint16Array {
  const { height, width, channels, depth } = header;
  const count = height * width * channels;
  const samples = depth === 16 ? new Uint16Array(count) : new Uint8Array(count);
  const pixelBytes = Math.max(1, (channels * depth) / 8);
  let at = 0;
  for (const pass of passes) {
    const lines = rows.subarray(at, at + pass.bytes);
    unfilter(lines, pass, pixelBytes);
    scatter(lines, pass, header, samples);
    at += pass.bytes;
  }
  return samples;
}

/** Each byte was stored as the difference to a guess from its neighbours; those outside the picture count as 0. */
function unfilter(lines: Uint8Array, { height, rowBytes }: PngPass, pixelBytes: number): void {
  for (let row = 0; row < height; row++) {
    const start = row * (rowBytes + 1) + 1;
    const filter = lines[start - 1] ?? 0;
    if (filter > 4) throw damaged('its rows are packed in an unknown way');
    if (filter === 0) continue;
    for (let i = 0; i < rowBytes; i++) {
      const at = start + i;
      const left = i < pixelBytes ? 0 : (lines[at - pixelBytes] ?? 0);
      const up = row === 0 ? 0 : (lines[at - rowBytes - 1] ?? 0);
      const upLeft = row === 0 || i < pixelBytes ? 0 : (lines[at - rowBytes - 1 - pixelBytes] ?? 0);
      lines[at] = (lines[at] ?? 0) + guess(filter, left, up, upLeft);
    }
  }
}

function guess(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  // Paeth: whichever neighbour is nearest to left + up - upLeft.
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

/** Number `i` of the row that begins at `start`; rows of less than a byte a number are filled from the high bits. */
function sampleAt(lines: Uint8Array, start: number, i: number, depth: number): number {
  if (depth === 8) return lines[start + i] ?? 0;
  if (depth === 16) return (lines[start + 2 * i] ?? 0) * 256 + (lines[start + 2 * i + 1] ?? 0);
  const bit = i * depth;
  return ((lines[start + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

function scatter(
  lines: Uint8Array,
  pass: PngPass,
  { width, channels, depth }: PngHeader,
  samples: Uint8Array | Uint16Array,
): void {
  for (let row = 0; row < pass.height; row++) {
    const start = row * (pass.rowBytes + 1) + 1;
    const target = (pass.row + row * pass.rowStep) * width + pass.column;
    if (depth === 8 && pass.columnStep === 1) {
      samples.set(lines.subarray(start, start + pass.rowBytes), target * channels);
      continue;
    }
    for (let pixel = 0; pixel < pass.width; pixel++) {
      const to = (target + pixel * pass.columnStep) * channels;
      for (let channel = 0; channel < channels; channel++) {
        samples[to + channel] = sampleAt(lines, start, pixel * channels + channel, depth);
      }
    }
  }
}
