import type { TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { FLOAT_BYTES } from './correlate';
import { makeFloats, offsetOf, type WasmHeap } from './heap';

/** Output pixels a block: few enough for the first-level cache, enough to pay for loading the 32 sums of a tile. */
const BLOCK_PIXELS = 256;

interface Block {
  readonly images: number;
  readonly rows: number;
}

/** Whole images where they are small, otherwise rows of one image. */
function blockOf({ images, rows, columns }: ConvolutionGeometry): Block {
  const fitting = Math.floor(BLOCK_PIXELS / (rows * columns));
  if (fitting >= 1) return { images: Math.min(images, fitting), rows };
  return { images: 1, rows: Math.max(1, Math.floor(BLOCK_PIXELS / columns)) };
}

function accumulateBlock(
  { kernels }: WasmHeap,
  geometry: ConvolutionGeometry,
  places: {
    readonly xAt: number;
    readonly dyAt: number;
    readonly columnsAt: number;
    readonly outputsAt: number;
    readonly sumsAt: number;
  },
  image: number,
  row: number,
  block: Block,
): void {
  const { height, width, channels, outputs, columns, tapRows, tapColumns, strideY, strideX } = geometry;
  const xRows = (block.rows - 1) * strideY + tapRows;
  const xColumns = (columns - 1) * strideX + tapColumns;
  const imageAt = places.xAt + image * height * width * channels * FLOAT_BYTES;
  kernels.packColumns(
    imageAt,
    block.images,
    height,
    width,
    channels,
    places.columnsAt,
    row * strideY - geometry.top,
    -geometry.left,
    xRows,
    xColumns,
  );
  const dyAt = places.dyAt + (image * geometry.rows + row) * columns * outputs * FLOAT_BYTES;
  kernels.packOutputs(dyAt, block.images * block.rows * columns, outputs, places.outputsAt);
  kernels.accumulateFilterGradient(
    places.columnsAt,
    xRows,
    xColumns,
    places.outputsAt,
    places.sumsAt,
    channels,
    outputs,
    tapRows,
    tapColumns,
    strideY,
    strideX,
    block.images,
    block.rows,
    columns,
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
  const { images, channels, outputs, rows, columns, tapRows, tapColumns } = geometry;
  const dw = makeFloats(heap, geometry.filterShape);
  const block = blockOf(geometry);
  const channelTiles = Math.ceil(channels / 4);
  const outputTiles = Math.ceil(outputs / 8);
  const xPixels =
    ((block.rows - 1) * geometry.strideY + tapRows) * ((columns - 1) * geometry.strideX + tapColumns);
  const sumsBytes = channelTiles * outputTiles * tapRows * tapColumns * 32 * FLOAT_BYTES;
  const [columnsAt = 0, outputsAt = 0, sumsAt = 0] = heap.scratch.take(
    block.images * xPixels * channelTiles * 4 * FLOAT_BYTES,
    block.images * block.rows * columns * outputTiles * 8 * FLOAT_BYTES,
    sumsBytes,
  );
  const places = { xAt: offsetOf(heap, x), dyAt: offsetOf(heap, dy), columnsAt, outputsAt, sumsAt };
  heap.kernels.fillZero(sumsAt, sumsBytes);
  for (let image = 0; image < images; image += block.images) {
    for (let row = 0; row < rows; row += block.rows) {
      const part = { images: Math.min(block.images, images - image), rows: Math.min(block.rows, rows - row) };
      accumulateBlock(heap, geometry, places, image, row, part);
    }
  }
  heap.kernels.unpackFilterGradient(sumsAt, tapRows * tapColumns, channels, outputs, offsetOf(heap, dw));
  return dw;
}
