import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { FLOAT_BYTES } from './correlate';
import { makeFloats, offsetOf, type WasmHeap } from './heap';
import { pixelsAndChannels, requireInput } from '../inputs';

/**
 * Kernel `RnpBatchNormTrain`: y = relu?(gamma (x - mean) inverseStd + beta (+ residual)) with the statistics of the batch.
 * Inputs x [..., C], gamma [C], beta [C], optional residual [..., C]; attributes epsilon, relu.
 * Outputs [y [..., C], mean [C], variance [C] (biased), inverseStd [C]].
 */
export function batchNormTrain(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo[] {
  const x = requireInput(inputs, 'x');
  const { pixels, channels } = pixelsAndChannels(x);
  const y = makeFloats(heap, x.shape);
  const mean = makeFloats(heap, [channels]);
  const variance = makeFloats(heap, [channels]);
  const inverseStd = makeFloats(heap, [channels]);
  const [scratchAt = 0] = heap.scratch.take(5 * channels * FLOAT_BYTES);
  heap.kernels.batchNormTrain(
    offsetOf(heap, x),
    inputs.residual === undefined ? 0 : offsetOf(heap, inputs.residual),
    offsetOf(heap, requireInput(inputs, 'gamma')),
    offsetOf(heap, requireInput(inputs, 'beta')),
    pixels,
    channels,
    Number(attrs.epsilon),
    attrs.relu === true ? 1 : 0,
    offsetOf(heap, y),
    offsetOf(heap, mean),
    offsetOf(heap, variance),
    offsetOf(heap, inverseStd),
    scratchAt,
  );
  return [y, mean, variance, inverseStd];
}

/**
 * Kernel `RnpBatchNormTrainGrad`: dx = gamma inverseStd (dy' - mean(dy') - xhat mean(dy' xhat)), dgamma = sum(dy' xhat),
 * dbeta = sum(dy'), dresidual = dy', where dy' = dy masked by y > 0 if relu.
 * Inputs dy, x, y (only with relu), gamma, mean, inverseStd; attributes relu, residual (is dresidual wanted).
 * Outputs [dx, dgamma, dbeta] and, with `residual` and `relu`, dresidual; without relu dresidual is dy itself and left out.
 */
export function batchNormTrainGrad(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo[] {
  const x = requireInput(inputs, 'x');
  const { pixels, channels } = pixelsAndChannels(x);
  const relu = attrs.relu === true;
  const dx = makeFloats(heap, x.shape);
  const dgamma = makeFloats(heap, [channels]);
  const dbeta = makeFloats(heap, [channels]);
  const dresidual = relu && attrs.residual === true ? makeFloats(heap, x.shape) : undefined;
  const [scratchAt = 0] = heap.scratch.take(5 * channels * FLOAT_BYTES);
  heap.kernels.batchNormTrainGradient(
    offsetOf(heap, requireInput(inputs, 'dy')),
    relu ? offsetOf(heap, requireInput(inputs, 'y')) : 0,
    offsetOf(heap, x),
    offsetOf(heap, requireInput(inputs, 'gamma')),
    offsetOf(heap, requireInput(inputs, 'mean')),
    offsetOf(heap, requireInput(inputs, 'inverseStd')),
    pixels,
    channels,
    offsetOf(heap, dx),
    offsetOf(heap, dgamma),
    offsetOf(heap, dbeta),
    dresidual === undefined ? 0 : offsetOf(heap, dresidual),
    scratchAt,
  );
  return dresidual === undefined ? [dx, dgamma, dbeta] : [dx, dgamma, dbeta, dresidual];
}
