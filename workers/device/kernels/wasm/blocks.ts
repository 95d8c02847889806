/** Cuts a stack of images into pieces that fit into a cache. */
import { FLOAT_BYTES } from './heap';

/** Pixels that one call of `multiplyRows` works on; a call with fewer costs as much. */
const ROWS = 6;

/** Bands of rows of a group of images; the last ones may be smaller. */
export interface Blocks {
  readonly groupImages: number;
  readonly bandRows: number;
  /** Bands of one group. */
  readonly bands: number;
  /** Of all groups. */
  readonly blocks: number;
}

function blocksOf(images: number, rows: number, groupImages: number, bandRows: number): Blocks {
  const bands = Math.ceil(rows / bandRows);
  return { groupImages, bandRows, bands, blocks: bands * Math.ceil(images / groupImages) };
}

/** How many units of `pixels` pixels go into a block: from half of `most` on, as many as waste least in calls of {@link ROWS}. */
function leastWaste(pixels: number, most: number): number {
  const waste = (count: number): number => Math.ceil((count * pixels) / ROWS) / (count * pixels);
  let best = most;
  for (let count = most; count >= most / 2; count--) if (waste(count) < 0.99 * waste(best)) best = count;
  return best;
}

/**
 * Blocks of at most `most` pixels, more only where a single row has more: whole images where they fit, otherwise bands of
 * rows of one image.
 * @param rows rows of an image, of `columns` pixels each
 */
export function cutBlocks(images: number, rows: number, columns: number, most: number): Blocks {
  const inImage = rows * columns;
  if (inImage <= most) {
    const fitting = Math.min(images, Math.floor(most / inImage));
    return blocksOf(images, rows, leastWaste(inImage, fitting), rows);
  }
  const fitting = Math.max(1, Math.min(rows, Math.floor(most / columns)));
  return blocksOf(images, rows, 1, leastWaste(columns, fitting));
}

/** Pixels a block may have so that each of the threads gets several blocks. */
export function fairShare(pixels: number, threads: number): number {
  return threads === 1 ? pixels : Math.ceil(pixels / (4 * threads));
}

/** Bytes of the places of so many pixels, see `assembly/multiplyRows.ts`, and of a spare tile behind them. */
export function placesBytes(pixels: number): number {
  return (pixels + 2 * ROWS) * 2 * FLOAT_BYTES + ROWS * 8 * FLOAT_BYTES;
}
