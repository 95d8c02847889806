import type { ConvolutionGeometry } from '../convolutionGeometry';
import { frameAxis, phasesOf, type Phase } from '../phases';
import type { TensorInfo } from '../../tf';
import { correlate, type Images, NO_FINISH, packedBytes } from './correlation';
import { FLOAT_BYTES, makeFloats, offsetOf, type WasmHeap } from './heap';
import type { Fields } from './jobs';
import { correlateTiles, suitsWinograd } from './winograd';

/** Packs the taps of one pair of phases, turned round. */
function packPhase(
  heap: WasmHeap,
  weights: number,
  { channels, outputs, tapColumns, strideY, strideX }: ConvolutionGeometry,
  y: Phase,
  x: Phase,
  packed: number,
): void {
  const rows = { firstY: y.firstTap, strideY, countY: y.taps };
  const columns = { firstX: x.firstTap, strideX, countX: x.taps };
  const job = { weights, tapColumns, channels, outputs, ...rows, ...columns, packed };
  heap.jobs.run('packFlippedWeights', job, Math.ceil(channels / 8));
}

/** Stride s: s x s correlations with a part of the taps each, without wasted work. */
function correlatePhases(
  heap: WasmHeap,
  weights: number,
  source: Images,
  target: Images,
  geometry: ConvolutionGeometry,
): void {
  const { height, width, channels, outputs, tapRows, tapColumns, strideY, strideX } = geometry;
  const phasesY = phasesOf(height, tapRows, strideY, geometry.top);
  const phasesX = phasesOf(width, tapColumns, strideX, geometry.left);
  const axisY = frameAxis(phasesY);
  const axisX = frameAxis(phasesX);
  const frame = { top: axisY.before, left: axisX.before, height: axisY.length, width: axisX.length };
  const rows = Math.max(...phasesY.map(({ positions }) => positions));
  const columns = Math.max(...phasesX.map(({ positions }) => positions));
  const steps = { strideY: 1, strideX: 1, stepY: strideY, stepX: strideX };
  const plan = { source, target, finish: NO_FINISH, frame, ...steps, rows, columns };
  const tapBytes = packedBytes(outputs, channels);
  correlate(heap, plan, tapRows * tapColumns * tapBytes, (packedAt) => {
    const parts: Fields<'Correlation'>[] = [];
    let packed = packedAt;
    for (const y of phasesY) {
      for (const x of phasesX) {
        packPhase(heap, weights, geometry, y, x, packed);
        parts.push({
          weights: packed,
          tapRows: y.taps,
          tapColumns: x.taps,
          firstY: frame.top + y.first,
          firstX: frame.left + x.first,
          rows: y.positions,
          columns: x.positions,
          targetY: y.phase,
          targetX: x.phase,
        });
        packed += y.taps * x.taps * tapBytes;
      }
    }
    return parts;
  });
}

/**
 * Gradient of a convolution with respect to its input: correlations of dy [images, rows, columns, outputs] with the filter
 * turned round, see {@link phasesOf}.
 */
export function conv2DBackpropInput(
  heap: WasmHeap,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const { images, height, width, channels, outputs, rows, columns } = geometry;
  const dx = makeFloats(heap, geometry.inShape);
  const weights = offsetOf(heap, filter);
  const source: Images = { at: offsetOf(heap, dy), images, height: rows, width: columns, channels: outputs };
  const target: Images = { at: offsetOf(heap, dx), images, height, width, channels };
  if (!suitsWinograd(geometry)) {
    correlatePhases(heap, weights, source, target, geometry);
    return dx;
  }
  const [y] = phasesOf(height, 3, 1, geometry.top);
  const [x] = phasesOf(width, 3, 1, geometry.left);
  if (y === undefined || x === undefined) throw new RangeError('an image without pixels');
  const layout = { tapBytes: outputs * 8 * FLOAT_BYTES, channelBytes: 8 * FLOAT_BYTES };
  const tiles = { source, target, finish: NO_FINISH, top: -y.first, left: -x.first };
  const blockBytes = 9 * layout.tapBytes;
  correlateTiles(heap, tiles, packedBytes(9 * outputs, channels), (extraAt) => {
    packPhase(heap, weights, geometry, y, x, extraAt);
    return { weights: extraAt, ...layout, blockBytes };
  });
  return dx;
}
