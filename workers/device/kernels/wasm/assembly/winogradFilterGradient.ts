import { cutImages, Images } from './images';
import { multiplyColumns } from './multiplyColumns';
import { PLANES, transformTiles } from './winograd';
import { transformGradient, untransformFilter } from './winogradTransforms';

/**
 * Gradient of a 3x3 convolution at stride 1 with respect to its filter, by Winograd's F(2x2, 3x3): channels a multiple of
 * 4, outputs of 8. Three jobs: {@link transformPairs}, {@link multiplyPairs} and {@link unpackPairs}. Either a chunk of
 * the first does both on its own part of the tiles, one block after the other, with sums of its own (few channels: there
 * are many tiles), or the first transforms all tiles and a chunk of the second is one of the 16 planes (many channels).
 */
@unmanaged
export class WinogradFilterGradientJob {
  x: Images;
  dy: Images;
  dw: usize;
  top: i32;
  left: i32;
  tilesDown: i32;
  tilesAcross: i32;
  /** Bands of tile rows of a group of images: the blocks. A chunk of the first job is `blocksPerChunk` of them. */
  groupImages: i32;
  bandRows: i32;
  bands: i32;
  blocks: i32;
  blocksPerChunk: i32;
  /** Not 0: a chunk of the first job multiplies as well. */
  multiplies: i32;
  /** Sets of sums [16][outputs/8][channels][8]; a chunk that multiplies has its own. */
  sums: usize;
  sets: i32;
  /** Framed images, `frameBytes` for each thread. */
  frames: usize;
  frameBytes: usize;
  /** Transformed blocks, `pairBytes` for each thread that multiplies, or for each block: planes of x, then at `gradientsAt` planes of dy. */
  pairs: usize;
  pairBytes: usize;
  gradientsAt: usize;
}

function tilesOf(job: WinogradFilterGradientJob, block: i32): i32 {
  const images = min(job.groupImages, job.x.images - (block / job.bands) * job.groupImages);
  const rows = min(job.bandRows, job.tilesDown - (block % job.bands) * job.bandRows);
  return images * rows * job.tilesAcross;
}

/** Planes of x: [tile][channels]. A cache line more, or the 16 planes would share one set of the cache. */
function inputPlane(job: WinogradFilterGradientJob, tiles: i32): usize {
  return ((<usize>(tiles * job.x.channels)) << 2) + 64;
}

/** Planes of dy: [outputs/8][tile][8]. */
function gradientPlane(job: WinogradFilterGradientJob, tiles: i32): usize {
  return ((<usize>(tiles * job.dy.channels)) << 2) + 64;
}

function transformGradients(
  job: WinogradFilterGradientJob,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  rows: i32,
  tiles: i32,
  packed: usize,
): void {
  const dy = job.dy;
  const pixelBytes = (<usize>dy.channels) << 2;
  const rowBytes = <usize>dy.width * pixelBytes;
  const plane = gradientPlane(job, tiles);
  const blockBytes = (<usize>tiles) << 5;
  for (let image = firstImage; image < firstImage + images; image++) {
    for (let row = firstRow; row < firstRow + rows; row++) {
      const hasRow = 2 * row + 1 < dy.height;
      let y = dy.at + <usize>(image * dy.height + 2 * row) * rowBytes;
      for (let tile = 0; tile < job.tilesAcross; tile++, y += pixelBytes, packed += 32) {
        const hasColumn = 2 * tile + 1 < dy.width;
        let v = packed;
        for (const end = y + pixelBytes; y < end; y += 32, v += blockBytes) {
          transformGradient(y, pixelBytes, rowBytes, hasColumn, hasRow, v, plane);
          transformGradient(y + 16, pixelBytes, rowBytes, hasColumn, hasRow, v + 16, plane);
        }
      }
    }
  }
}

function transformBlock(job: WinogradFilterGradientJob, block: i32, framed: usize, pair: usize): void {
  const firstImage = (block / job.bands) * job.groupImages;
  const images = min(job.groupImages, job.x.images - firstImage);
  const firstRow = (block % job.bands) * job.bandRows;
  const rows = min(job.bandRows, job.tilesDown - firstRow);
  const tiles = tilesOf(job, block);
  const columns = 2 * job.tilesAcross + 2;
  cutImages(job.x, firstImage, images, 2 * firstRow - job.top, -job.left, 2 * rows + 2, columns, framed);
  const plane = inputPlane(job, tiles);
  transformTiles(framed, images, job.tilesAcross, 2 * rows + 2, job.x.channels, pair, plane);
  transformGradients(job, firstImage, images, firstRow, rows, tiles, pair + job.gradientsAt);
}

/** Adds the products of one plane of a transformed block to the sums of that plane. */
function multiplyPlane(
  job: WinogradFilterGradientJob,
  pair: usize,
  tiles: i32,
  plane: i32,
  sums: usize,
): void {
  const gradientBytes = (<usize>tiles) << 5;
  const channels = job.x.channels;
  const x = pair + <usize>plane * inputPlane(job, tiles);
  let dy = pair + job.gradientsAt + <usize>plane * gradientPlane(job, tiles);
  for (let output = 0; output < job.dy.channels; output += 8, dy += gradientBytes) {
    multiplyColumns(x, (<usize>channels) << 2, channels, dy, gradientBytes, sums);
    sums += (<usize>channels) << 5;
  }
}

function planeBytes(job: WinogradFilterGradientJob): usize {
  return (<usize>(job.x.channels * job.dy.channels)) << 2;
}

/** Transforms the blocks of a chunk, and with `multiplies` adds their products to the chunk's own sums. */
export function transformPairs(job: WinogradFilterGradientJob, chunk: i32, thread: i32): void {
  const framed = job.frames + <usize>thread * job.frameBytes;
  const bytes = planeBytes(job);
  const sums = job.sums + <usize>(chunk * PLANES) * bytes;
  if (job.multiplies) memory.fill(sums, 0, <usize>PLANES * bytes);
  const last = min(job.blocks, (chunk + 1) * job.blocksPerChunk);
  for (let block = chunk * job.blocksPerChunk; block < last; block++) {
    const pair = job.pairs + <usize>(job.multiplies ? thread : block) * job.pairBytes;
    transformBlock(job, block, framed, pair);
    if (!job.multiplies) continue;
    const tiles = tilesOf(job, block);
    for (let plane = 0; plane < PLANES; plane++) {
      multiplyPlane(job, pair, tiles, plane, sums + <usize>plane * bytes);
    }
  }
}

/** Multiplies one plane of all blocks. */
export function multiplyPairs(job: WinogradFilterGradientJob, plane: i32, _thread: i32): void {
  const bytes = planeBytes(job);
  const sums = job.sums + <usize>plane * bytes;
  memory.fill(sums, 0, bytes);
  for (let block = 0; block < job.blocks; block++) {
    multiplyPlane(job, job.pairs + <usize>block * job.pairBytes, tilesOf(job, block), plane, sums);
  }
}

/** Adds the sets of sums of eight outputs and transforms them back into the filter [3, 3, channel, output]. */
export function unpackPairs(job: WinogradFilterGradientJob, chunk: i32, _thread: i32): void {
  const channels = job.x.channels;
  const bytes = planeBytes(job);
  const blockBytes = (<usize>channels) << 5;
  const block = job.sums + <usize>chunk * blockBytes;
  for (let set = 1; set < job.sets; set++) {
    for (let plane = 0; plane < PLANES; plane++) {
      let total = block + <usize>plane * bytes;
      let part = total + <usize>(set * PLANES) * bytes;
      for (const end = total + blockBytes; total < end; total += 16, part += 16) {
        v128.store(total, f32x4.add(v128.load(total), v128.load(part)));
      }
    }
  }
  const outputBytes = (<usize>job.dy.channels) << 2;
  let sums = block;
  let dw = job.dw + ((<usize>chunk) << 5);
  for (let channel = 0; channel < channels; channel++, sums += 32, dw += outputBytes) {
    untransformFilter(sums, bytes, dw, bytes);
    untransformFilter(sums + 16, bytes, dw + 16, bytes);
  }
}
