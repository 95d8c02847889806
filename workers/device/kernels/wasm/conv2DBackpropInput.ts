import type { TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { correlate, FLOAT_BYTES, framingBytes, type Correlation, type Images } from './correlate';
import { makeFloats, offsetOf, type WasmHeap } from './heap';
import { frameAxis, phasesOf, type Phase } from '../phases';

function toCorrelation(
  y: Phase,
  x: Phase,
  top: number,
  left: number,
  geometry: ConvolutionGeometry,
  weightsAt: number,
): Correlation {
  return {
    weightsAt,
    tapRows: y.taps,
    tapColumns: x.taps,
    firstY: top + y.first,
    firstX: left + x.first,
    strideY: 1,
    strideX: 1,
    rows: y.positions,
    columns: x.positions,
    targetY: y.phase,
    targetX: x.phase,
    targetStepY: geometry.strideY,
    targetStepX: geometry.strideX,
  };
}

/**
 * Gradient of a convolution with respect to its input. Stride 1: one correlation of dy [images, rows, columns, outputs]
 * with the filter turned round; stride s: s x s such correlations with a part of the taps each, without wasted work.
 */
export function conv2DBackpropInput(
  heap: WasmHeap,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const { images, height, width, channels, outputs, rows, columns, tapRows, tapColumns } = geometry;
  const { strideY, strideX } = geometry;
  const dx = makeFloats(heap, geometry.inShape);
  const phasesY = phasesOf(height, tapRows, strideY, geometry.top);
  const phasesX = phasesOf(width, tapColumns, strideX, geometry.left);
  const axisY = frameAxis(phasesY);
  const axisX = frameAxis(phasesX);
  const frame = { top: axisY.before, left: axisX.before, height: axisY.length, width: axisX.length };
  const source: Images = { at: offsetOf(heap, dy), images, height: rows, width: columns, channels: outputs };
  const target: Images = { at: offsetOf(heap, dx), images, height, width, channels };
  const tapBytes = outputs * Math.ceil(channels / 8) * 8 * FLOAT_BYTES;
  const [packedAt = 0, framedAt = 0] = heap.scratch.take(
    tapRows * tapColumns * tapBytes,
    framingBytes(source, frame),
  );
  const correlations: Correlation[] = [];
  let weightsAt = packedAt;
  for (const y of phasesY) {
    for (const x of phasesX) {
      heap.kernels.packFlippedWeights(
        offsetOf(heap, filter),
        tapColumns,
        channels,
        outputs,
        y.firstTap,
        strideY,
        y.taps,
        x.firstTap,
        strideX,
        x.taps,
        weightsAt,
      );
      correlations.push(toCorrelation(y, x, frame.top, frame.left, geometry, weightsAt));
      weightsAt += y.taps * x.taps * tapBytes;
    }
  }
  correlate(heap, source, frame, framedAt, target, correlations);
  return dx;
}
