import { finishRows, Finish } from './finish';
import { cutImages, Images } from './images';
import { multiplyRows, ROWS } from './multiplyRows';
import { transformFilter, transformInput, transformOutput } from './winogradTransforms';

/** Values of a transformed tile. */
export const PLANES: i32 = 16;

/** Transforms weights for {@link WinogradJob}. A chunk is eight outputs. */
@unmanaged
export class WinogradFilterJob {
  /** First weight; the bytes between taps, channels, and groups of eight outputs. Eight outputs are neighbours. */
  weights: usize;
  tapBytes: usize;
  channelBytes: usize;
  blockBytes: usize;
  channels: i32;
  outputs: i32;
  /** [16][outputs/8][channels][8]. */
  transformed: usize;
}

/** See {@link WinogradFilterJob}. */
export function transformFilters(job: WinogradFilterJob, chunk: i32, _thread: i32): void {
  const channels = job.channels;
  const plane = (<usize>(channels * job.outputs)) << 2;
  let g = job.weights + <usize>chunk * job.blockBytes;
  let u = job.transformed + ((<usize>(chunk * channels)) << 5);
  for (let channel = 0; channel < channels; channel++, g += job.channelBytes, u += 32) {
    transformFilter(g, job.tapBytes, u, plane);
    transformFilter(g + 16, job.tapBytes, u + 16, plane);
  }
}

/**
 * Correlation of framed images with a 3x3 filter at stride 1, by Winograd's F(2x2, 3x3): channels a multiple of 4,
 * outputs of 8. A chunk is a band of tile rows of a group of images.
 */
@unmanaged
export class WinogradJob {
  source: Images;
  target: Images;
  finish: Finish;
  /** From {@link WinogradFilterJob}. */
  weights: usize;
  /** Zeros before the image. */
  top: i32;
  left: i32;
  tilesDown: i32;
  tilesAcross: i32;
  groupImages: i32;
  bandRows: i32;
  bands: i32;
  /** For each thread `scratchBytes`: the framed group, then at these offsets its transformed tiles, their products, and places. */
  scratch: usize;
  scratchBytes: usize;
  tilesAt: usize;
  productsAt: usize;
  placesAt: usize;
}

/** Transforms all tiles of a framed group: 16 planes [tile][channels]. */
export function transformTiles(
  framed: usize,
  images: i32,
  tilesAcross: i32,
  frameRows: i32,
  channels: i32,
  tiles: usize,
  plane: usize,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = <usize>(2 * tilesAcross + 2) * pixelBytes;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row + 2 < frameRows; row += 2) {
      let d = framed + <usize>(image * frameRows + row) * rowBytes;
      for (let tile = 0; tile < tilesAcross; tile++, d += pixelBytes) {
        for (const end = d + pixelBytes; d < end; d += 16, tiles += 16) {
          transformInput(d, pixelBytes, rowBytes, tiles, plane);
        }
      }
    }
  }
}

/** Places of `count` neighbouring rows of `xBytes` and `yBytes`, and of repeated last ones up to a whole call. */
function writeRowPlaces(places: usize, count: i32, xBytes: usize, yBytes: usize): void {
  for (let row = 0; row < count || row % ROWS != 0; row++, places += 8) {
    const at = <usize>min(row, count - 1);
    store<u32>(places, <u32>(at * xBytes));
    store<u32>(places, <u32>(at * yBytes), 4);
  }
}

/** Transforms the products of eight outputs back and stores them. */
function storeTiles(
  job: WinogradJob,
  products: usize,
  plane: usize,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  rows: i32,
  output: i32,
): void {
  const target = job.target;
  const pixelBytes = (<usize>target.channels) << 2;
  const rowBytes = <usize>target.width * pixelBytes;
  const width = target.width,
    height = target.height;
  for (let image = firstImage; image < firstImage + images; image++) {
    for (let row = firstRow; row < firstRow + rows; row++) {
      const hasRow = 2 * row + 1 < height;
      let y = target.at + <usize>(image * height + 2 * row) * rowBytes + ((<usize>output) << 2);
      for (let tile = 0; tile < job.tilesAcross; tile++, products += 32, y += 2 * pixelBytes) {
        const hasColumn = 2 * tile + 1 < width;
        transformOutput(products, plane, y, pixelBytes, rowBytes, hasColumn, hasRow);
        transformOutput(products + 16, plane, y + 16, pixelBytes, rowBytes, hasColumn, hasRow);
      }
    }
  }
}

/** See {@link WinogradJob}. */
export function convolveWinograd(job: WinogradJob, chunk: i32, thread: i32): void {
  const source = job.source,
    target = job.target;
  const channels = source.channels,
    outputs = target.channels;
  const firstImage = (chunk / job.bands) * job.groupImages;
  const images = min(job.groupImages, source.images - firstImage);
  const firstRow = (chunk % job.bands) * job.bandRows;
  const rows = min(job.bandRows, job.tilesDown - firstRow);
  const frameRows = 2 * rows + 2;
  const framed = job.scratch + <usize>thread * job.scratchBytes;
  const tiles = framed + job.tilesAt,
    products = framed + job.productsAt,
    places = framed + job.placesAt;
  const count = images * rows * job.tilesAcross;
  const channelBytes = (<usize>channels) << 2;
  // A cache line more, or the 16 planes would share one set of the cache at many sizes.
  const tilePlane = <usize>count * channelBytes + 64;
  const productPlane = ((<usize>count) << 5) + 64;
  const columns = 2 * job.tilesAcross + 2;
  cutImages(source, firstImage, images, 2 * firstRow - job.top, -job.left, frameRows, columns, framed);
  transformTiles(framed, images, job.tilesAcross, frameRows, channels, tiles, tilePlane);
  writeRowPlaces(places, count, channelBytes, 32);
  const blockBytes = (<usize>channels) << 5;
  const weightPlane = channelBytes * <usize>outputs;
  for (let output = 0; output < outputs; output += 8) {
    const w = job.weights + <usize>(output >> 3) * blockBytes;
    for (let plane = 0; plane < PLANES; plane++) {
      const x = tiles + <usize>plane * tilePlane;
      const y = products + <usize>plane * productPlane;
      for (let done = 0; done < count; done += ROWS) {
        multiplyRows(places + ((<usize>done) << 3), x, w + <usize>plane * weightPlane, channelBytes, y, 0);
      }
    }
    storeTiles(job, products, productPlane, firstImage, images, firstRow, rows, output);
  }
  const height = target.height;
  const lastRow = min(height, 2 * (firstRow + rows));
  const first = 2 * firstRow;
  finishRows(
    job.finish,
    target.at,
    firstImage,
    images,
    height,
    target.width,
    outputs,
    first,
    lastRow - first,
  );
}
