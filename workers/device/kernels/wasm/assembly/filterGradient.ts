import { Images } from './images';
import { multiplyColumns } from './multiplyColumns';
import { loadLanes, storeLanes } from './packing';

/** Channels of a chunk: the pixels of a block that one tap meets then fit into the first-level cache. */
const CHANNELS: i32 = 16;

/**
 * Gradient of a convolution with respect to its filter [tap row, tap column, channel, output], in blocks of pixels. A chunk
 * is {@link CHANNELS} channels by a range of outputs: it packs what it needs of every block itself, holds its sums and
 * writes its own part of the filter.
 */
@unmanaged
export class FilterGradientJob {
  x: Images;
  dy: Images;
  dw: usize;
  tapRows: i32;
  tapColumns: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  /** A block: whole rows of `dy`; more than one image only with all rows. */
  blockImages: i32;
  blockRows: i32;
  /** Groups of 8 outputs in a chunk; chunks along the outputs. */
  outputTiles: i32;
  outputChunks: i32;
  /** For each thread `scratchBytes`: the packed pixels of a tap, then at these offsets those of dy, and the sums. */
  scratch: usize;
  scratchBytes: usize;
  gradientsAt: usize;
  sumsAt: usize;
}

/** Copies `channels` floats, zeros up to a multiple of four. */
function copyChannels(source: usize, channels: i32, packed: usize): void {
  for (; channels >= 4; channels -= 4, source += 16, packed += 16) v128.store(packed, v128.load(source));
  if (channels > 0) v128.store(packed, loadLanes(source, channels));
}

/** Copies `channels` floats of each of `pixels` pixels that lie `step` bytes apart. */
function copyPixels(source: usize, step: usize, pixels: i32, channels: i32, packed: usize): void {
  if (channels == CHANNELS) {
    for (; pixels > 0; pixels--, source += step, packed += 64) {
      v128.store(packed, v128.load(source));
      v128.store(packed, v128.load(source, 16), 16);
      v128.store(packed, v128.load(source, 32), 32);
      v128.store(packed, v128.load(source, 48), 48);
    }
    return;
  }
  const packedBytes = (<usize>((channels + 3) & ~3)) << 2;
  for (; pixels > 0; pixels--, source += step, packed += packedBytes) copyChannels(source, channels, packed);
}

/**
 * Copies a range of channels of the pixels that one tap meets as [pixels][channels], zeros over the border. The pixels of
 * a block then lie one behind the other at any stride.
 */
function packTap(
  job: FilterGradientJob,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  rows: i32,
  tapRow: i32,
  tapColumn: i32,
  channel: i32,
  channels: i32,
  packed: usize,
): void {
  const x = job.x;
  const pixelBytes = (<usize>x.channels) << 2;
  const packedBytes = (<usize>((channels + 3) & ~3)) << 2;
  const rowBytes = <usize>x.width * pixelBytes;
  const strideX = job.strideX;
  const columns = job.dy.width;
  const offset = tapColumn - job.left;
  // The windows before `from` and from `to` on lie over the border.
  const from = min(columns, max(0, (strideX - 1 - offset) / strideX));
  const to = max(from, min(columns, (x.width - offset + strideX - 1) / strideX));
  const step = <usize>strideX * pixelBytes;
  for (let image = firstImage; image < firstImage + images; image++) {
    const plane = x.at + <usize>image * <usize>x.height * rowBytes + ((<usize>channel) << 2);
    for (let row = firstRow; row < firstRow + rows; row++) {
      const y = row * job.strideY + tapRow - job.top;
      if (y < 0 || y >= x.height) {
        memory.fill(packed, 0, <usize>columns * packedBytes);
        packed += <usize>columns * packedBytes;
        continue;
      }
      memory.fill(packed, 0, <usize>from * packedBytes);
      packed += <usize>from * packedBytes;
      const source = plane + <usize>y * rowBytes + <usize>(from * strideX + offset) * pixelBytes;
      copyPixels(source, step, to - from, channels, packed);
      packed += <usize>(to - from) * packedBytes;
      memory.fill(packed, 0, <usize>(columns - to) * packedBytes);
      packed += <usize>(columns - to) * packedBytes;
    }
  }
}

/** Copies eight outputs of `pixels` pixels as [pixels][8], zeros beyond the last output. */
function packOutputs(dy: usize, pixels: i32, outputs: i32, output: i32, packed: usize): void {
  const pixelBytes = (<usize>outputs) << 2;
  const lanes = outputs - output;
  let source = dy + ((<usize>output) << 2);
  for (; pixels > 0; pixels--, source += pixelBytes, packed += 32) {
    v128.store(packed, loadLanes(source, lanes));
    v128.store(packed, lanes > 4 ? loadLanes(source + 16, lanes - 4) : f32x4.splat(0), 16);
  }
}

/** Adds the products of one block to all sums of a chunk: [tap][output tile][channel][8]. */
function addBlock(
  job: FilterGradientJob,
  packed: usize,
  gradients: usize,
  sums: usize,
  channel: i32,
  channels: i32,
  outputTiles: i32,
  image: i32,
  images: i32,
  row: i32,
  rows: i32,
): void {
  const gradientBytes = (<usize>(images * rows * job.dy.width)) << 5;
  const filled = (channels + 3) & ~3;
  const sumBytes = (<usize>filled) << 5;
  for (let tapRow = 0; tapRow < job.tapRows; tapRow++) {
    for (let tapColumn = 0; tapColumn < job.tapColumns; tapColumn++) {
      packTap(job, image, images, row, rows, tapRow, tapColumn, channel, channels, packed);
      let dy = gradients;
      for (let o = 0; o < outputTiles; o++, sums += sumBytes, dy += gradientBytes) {
        multiplyColumns(packed, (<usize>filled) << 2, filled, dy, gradientBytes, sums);
      }
    }
  }
}

/** Packs the output gradients of one block for the output tiles of a chunk. */
function packGradients(
  job: FilterGradientJob,
  gradients: usize,
  output: i32,
  outputTiles: i32,
  image: i32,
  images: i32,
  row: i32,
  rows: i32,
): void {
  const dy = job.dy;
  const pixels = images * rows * dy.width;
  const source = dy.at + ((<usize>((image * dy.height + row) * dy.width) * <usize>dy.channels) << 2);
  for (let o = 0; o < outputTiles; o++) {
    packOutputs(source, pixels, dy.channels, output + 8 * o, gradients + ((<usize>(o * pixels)) << 5));
  }
}

/** Writes all sums of a chunk into the filter. */
function unpackSums(
  job: FilterGradientJob,
  sums: usize,
  channel: i32,
  channels: i32,
  output: i32,
  outputTiles: i32,
): void {
  const outputs = job.dy.channels;
  const taps = job.tapRows * job.tapColumns;
  const outputBytes = (<usize>outputs) << 2;
  const sumBytes = (<usize>((channels + 3) & ~3)) << 5;
  for (let tap = 0; tap < taps; tap++) {
    const tapAt = job.dw + <usize>(tap * job.x.channels + channel) * outputBytes;
    for (let o = output; o < output + 8 * outputTiles; o += 8, sums += sumBytes) {
      const lanes = outputs - o;
      let target = tapAt + ((<usize>o) << 2);
      for (let c = 0; c < channels; c++, target += outputBytes) {
        const source = sums + ((<usize>c) << 5);
        storeLanes(target, v128.load(source), lanes);
        if (lanes > 4) storeLanes(target + 16, v128.load(source, 16), lanes - 4);
      }
    }
  }
}

/** See {@link FilterGradientJob}. */
export function filterGradient(job: FilterGradientJob, chunk: i32, thread: i32): void {
  const x = job.x,
    dy = job.dy;
  const channel = (chunk / job.outputChunks) * CHANNELS;
  const output = (chunk % job.outputChunks) * job.outputTiles * 8;
  const channels = min(CHANNELS, x.channels - channel);
  const outputTiles = min(job.outputTiles, (dy.channels - output + 7) >> 3);
  const packed = job.scratch + <usize>thread * job.scratchBytes;
  const gradients = packed + job.gradientsAt,
    sums = packed + job.sumsAt;
  const taps = job.tapRows * job.tapColumns;
  memory.fill(sums, 0, (<usize>(taps * outputTiles * ((channels + 3) & ~3))) << 5);
  for (let image = 0; image < dy.images; image += job.blockImages) {
    const images = min(job.blockImages, dy.images - image);
    for (let row = 0; row < dy.height; row += job.blockRows) {
      const rows = min(job.blockRows, dy.height - row);
      packGradients(job, gradients, output, outputTiles, image, images, row, rows);
      addBlock(job, packed, gradients, sums, channel, channels, outputTiles, image, images, row, rows);
    }
  }
  unpackSums(job, sums, channel, channels, output, outputTiles);
}
