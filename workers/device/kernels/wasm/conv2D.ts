import type { TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { correlate, FLOAT_BYTES, framingBytes, type Frame, type Images } from './correlate';
import { makeFloats, offsetOf, type WasmHeap } from './heap';

function frameOf(geometry: ConvolutionGeometry): Frame {
  return {
    top: geometry.top,
    left: geometry.left,
    height: (geometry.rows - 1) * geometry.strideY + geometry.tapRows,
    width: (geometry.columns - 1) * geometry.strideX + geometry.tapColumns,
  };
}

/**
 * Convolution of x [images, height, width, channels] with filter [tap rows, tap columns, channels, outputs]: images are
 * copied into frames of zeros, so that no window needs a test for the border.
 */
export function conv2D(
  heap: WasmHeap,
  x: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const { images, height, width, channels, outputs, rows, columns, tapRows, tapColumns } = geometry;
  const y = makeFloats(heap, geometry.outShape);
  const frame = frameOf(geometry);
  const source: Images = { at: offsetOf(heap, x), images, height, width, channels };
  const target: Images = { at: offsetOf(heap, y), images, height: rows, width: columns, channels: outputs };
  const weightRows = tapRows * tapColumns * channels;
  const [weightsAt = 0, framedAt = 0] = heap.scratch.take(
    weightRows * Math.ceil(outputs / 8) * 8 * FLOAT_BYTES,
    framingBytes(source, frame),
  );
  heap.kernels.packWeights(offsetOf(heap, filter), weightRows, outputs, weightsAt);
  const correlation = {
    weightsAt,
    tapRows,
    tapColumns,
    firstY: 0,
    firstX: 0,
    strideY: geometry.strideY,
    strideX: geometry.strideX,
    rows,
    columns,
    targetY: 0,
    targetX: 0,
    targetStepY: 1,
    targetStepX: 1,
  };
  correlate(heap, source, frame, framedAt, target, [correlation]);
  return y;
}
