import type { ConvolutionGeometry } from '../convolutionGeometry';
import type { TensorInfo } from '../../tf';
import { correlate, type Finish, type Images, NO_FINISH, packedBytes } from './correlation';
import { FLOAT_BYTES, makeFloats, offsetOf, type WasmHeap } from './heap';
import { correlateTiles, suitsWinograd } from './winograd';

function convolveDirectly(
  heap: WasmHeap,
  weights: number,
  source: Images,
  target: Images,
  finish: Finish,
  geometry: ConvolutionGeometry,
): void {
  const { channels, outputs, rows, columns, tapRows, tapColumns, strideY, strideX, top, left } = geometry;
  const frame = {
    top,
    left,
    height: (rows - 1) * strideY + tapRows,
    width: (columns - 1) * strideX + tapColumns,
  };
  const weightRows = tapRows * tapColumns * channels;
  const plan = { source, target, finish, frame, strideY, strideX, stepY: 1, stepX: 1, rows, columns };
  correlate(heap, plan, packedBytes(weightRows, outputs), (packed) => {
    const chunks = Math.ceil(outputs / 8);
    heap.jobs.run('packWeights', { weights, rows: weightRows, outputs, packed }, chunks);
    const windows = { firstY: 0, firstX: 0, rows, columns, targetY: 0, targetX: 0 };
    return [{ weights: packed, tapRows, tapColumns, ...windows }];
  });
}

/**
 * Convolution of x [images, height, width, channels] with filter [tap rows, tap columns, channels, outputs], and what
 * follows it.
 */
export function conv2D(
  heap: WasmHeap,
  x: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
  finish: Finish = NO_FINISH,
): TensorInfo {
  const { images, height, width, channels, outputs, rows, columns, top, left } = geometry;
  const y = makeFloats(heap, geometry.outShape);
  const weights = offsetOf(heap, filter);
  const source: Images = { at: offsetOf(heap, x), images, height, width, channels };
  const target: Images = { at: offsetOf(heap, y), images, height: rows, width: columns, channels: outputs };
  if (suitsWinograd(geometry)) {
    const channelBytes = outputs * FLOAT_BYTES;
    const layout = { weights, tapBytes: channels * channelBytes, channelBytes, blockBytes: 8 * FLOAT_BYTES };
    correlateTiles(heap, { source, target, finish, top, left }, 0, () => layout);
  } else {
    convolveDirectly(heap, weights, source, target, finish, geometry);
  }
  return y;
}
