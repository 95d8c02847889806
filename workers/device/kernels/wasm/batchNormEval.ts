import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { FLOAT_BYTES } from './correlate';
import { makeFloats, offsetOf, type WasmHeap } from './heap';
import { pixelsAndChannels, requireInput } from '../inputs';

/**
 * Kernel `RnpBatchNormEval`: y = relu?(x * scale + shift (+ residual)).
 * Inputs x [..., C], scale [C], shift [C], optional residual [..., C]; attribute relu. Output y [..., C].
 */
export function batchNormEval(heap: WasmHeap, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const x = requireInput(inputs, 'x');
  const { pixels, channels } = pixelsAndChannels(x);
  const y = makeFloats(heap, x.shape);
  const [scratchAt = 0] = heap.scratch.take(channels * FLOAT_BYTES);
  heap.kernels.batchNormEval(
    offsetOf(heap, x),
    inputs.residual === undefined ? 0 : offsetOf(heap, inputs.residual),
    offsetOf(heap, requireInput(inputs, 'scale')),
    offsetOf(heap, requireInput(inputs, 'shift')),
    pixels,
    channels,
    attrs.relu === true ? 1 : 0,
    offsetOf(heap, y),
    scratchAt,
  );
  return y;
}

/**
 * Kernel `RnpBatchNormEvalGrad`: dx = dy' scale, dscale = sum(dy' x), dshift = sum(dy'), dresidual = dy', where
 * dy' = dy masked by y > 0 if relu. Inputs dy, x, y (only with relu), scale; attributes relu, residual.
 * Outputs [dx, dscale, dshift] and, with `residual` and `relu`, dresidual; without relu that is dy itself and left out.
 */
export function batchNormEvalGrad(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo[] {
  const x = requireInput(inputs, 'x');
  const { pixels, channels } = pixelsAndChannels(x);
  const relu = attrs.relu === true;
  const dx = makeFloats(heap, x.shape);
  const dscale = makeFloats(heap, [channels]);
  const dshift = makeFloats(heap, [channels]);
  const dresidual = relu && attrs.residual === true ? makeFloats(heap, x.shape) : undefined;
  const [scratchAt = 0] = heap.scratch.take(2 * channels * FLOAT_BYTES);
  heap.kernels.batchNormEvalGradient(
    offsetOf(heap, requireInput(inputs, 'dy')),
    relu ? offsetOf(heap, requireInput(inputs, 'y')) : 0,
    offsetOf(heap, x),
    offsetOf(heap, requireInput(inputs, 'scale')),
    pixels,
    channels,
    offsetOf(heap, dx),
    offsetOf(heap, dscale),
    offsetOf(heap, dshift),
    dresidual === undefined ? 0 : offsetOf(heap, dresidual),
    scratchAt,
  );
  return dresidual === undefined ? [dx, dscale, dshift] : [dx, dscale, dshift, dresidual];
}
