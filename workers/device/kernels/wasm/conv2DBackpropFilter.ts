import type { ConvolutionGeometry } from '../convolutionGeometry';
import type { TensorInfo } from '../../tf';
import type { Images } from './correlation';
import { FLOAT_BYTES, makeFloats, offsetOf, type WasmHeap } from './heap';
import { alignUp } from './scratch';
import { filterGradientTiles, suitsWinograd } from './winograd';

/** Output pixels a block: few enough for the first-level cache, enough to pay for loading the 48 sums of a tile. */
const BLOCK_PIXELS = 128;
/** Channels of a chunk; see `assembly/filterGradient.ts`. */
const CHANNELS = 16;

/** Whole images where they are small, otherwise rows of one image. */
function blockOf({ images, rows, columns }: ConvolutionGeometry): { images: number; rows: number } {
  const fitting = Math.floor(BLOCK_PIXELS / (rows * columns));
  if (fitting >= 1) return { images: Math.min(images, fitting), rows };
  return { images: 1, rows: Math.max(1, Math.floor(BLOCK_PIXELS / columns)) };
}

/**
 * Groups of 8 outputs in a chunk: all on one thread, since every chunk packs the pixels it needs for itself, on several so
 * few that each thread gets two chunks.
 */
function outputTilesOf({ channels, outputs }: ConvolutionGeometry, threads: number): number {
  const tiles = Math.ceil(outputs / 8);
  const wanted = threads === 1 ? 1 : Math.ceil((2 * threads) / Math.ceil(channels / CHANNELS));
  return Math.ceil(tiles / wanted);
}

function accumulate(heap: WasmHeap, x: Images, dy: Images, dw: number, geometry: ConvolutionGeometry): void {
  const { channels, outputs, columns, tapRows, tapColumns, strideY, strideX, top, left } = geometry;
  const block = blockOf(geometry);
  const outputTiles = outputTilesOf(geometry, heap.threads);
  const filled = Math.min(CHANNELS, Math.ceil(channels / 4) * 4);
  const pixels = block.images * block.rows * columns;
  const gradientsAt = alignUp(pixels * filled * FLOAT_BYTES);
  const gradientBytes = pixels * outputTiles * 8 * FLOAT_BYTES;
  const sumsAt = gradientsAt + alignUp(gradientBytes);
  const scratchBytes = alignUp(sumsAt + tapRows * tapColumns * outputTiles * filled * 8 * FLOAT_BYTES);
  const [scratch = 0] = heap.scratch.take(scratchBytes * heap.threads);
  const channelChunks = Math.ceil(channels / CHANNELS);
  const outputChunks = Math.ceil(outputs / (8 * outputTiles));
  heap.jobs.run(
    'filterGradient',
    {
      x: heap.jobs.write('Images', x),
      dy: heap.jobs.write('Images', dy),
      ...{ dw, tapRows, tapColumns, strideY, strideX, top, left },
      blockImages: block.images,
      blockRows: block.rows,
      ...{ outputTiles, outputChunks, scratch, scratchBytes, gradientsAt, sumsAt },
    },
    channelChunks * outputChunks,
  );
}

/**
 * Gradient of a convolution with respect to its filter [tap rows, tap columns, channels, outputs], from
 * x [images, height, width, channels] and dy [images, rows, columns, outputs].
 */
export function conv2DBackpropFilter(
  heap: WasmHeap,
  x: TensorInfo,
  dy: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const { images, height, width, channels, outputs, rows, columns } = geometry;
  const dw = makeFloats(heap, geometry.filterShape);
  const input: Images = { at: offsetOf(heap, x), images, height, width, channels };
  const gradient: Images = {
    at: offsetOf(heap, dy),
    images,
    height: rows,
    width: columns,
    channels: outputs,
  };
  if (suitsWinograd(geometry)) filterGradientTiles(heap, input, gradient, offsetOf(heap, dw), geometry);
  else accumulate(heap, input, gradient, offsetOf(heap, dw), geometry);
  return dw;
}
