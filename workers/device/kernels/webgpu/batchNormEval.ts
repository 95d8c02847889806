import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { applyBatchNorm } from './batchNormApply';
import { gradientSums, inputGradient } from './batchNormGradient';
import { columnsOf } from './channels';
import { type Gpu, makeFloats } from './gpu';

/**
 * Kernel `RnpBatchNormEval`: y = relu?(x * scale + shift (+ residual)).
 * Inputs x [..., C], scale [C], shift [C], optional residual [..., C]; attribute relu. Output y [..., C].
 */
export function batchNormEval(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const x = requireInput(inputs, 'x');
  const y = makeFloats(gpu, x.shape);
  applyBatchNorm(gpu, columnsOf(gpu, x), x, y, {
    scale: requireInput(inputs, 'scale'),
    shift: requireInput(inputs, 'shift'),
    residual: inputs.residual,
    relu: attrs.relu === true,
  });
  return y;
}

/**
 * Kernel `RnpBatchNormEvalGrad`: dx = dy' scale, dscale = sum(dy' x), dshift = sum(dy'), dresidual = dy', where
 * dy' = dy masked by y > 0 if relu. Inputs dy, x, y (only with relu), scale; attributes relu, residual.
 * Outputs [dx, dscale, dshift] and, with `residual` and `relu`, dresidual; without relu that is dy itself and left out.
 */
export function batchNormEvalGrad(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo[] {
  const relu = attrs.relu === true;
  const y = relu ? requireInput(inputs, 'y') : undefined;
  const given = { dy: requireInput(inputs, 'dy'), x: requireInput(inputs, 'x'), y };
  const columns = columnsOf(gpu, given.x);
  const [dscale, dshift] = [0, 1].map(() => makeFloats(gpu, [columns.channels])) as [TensorInfo, TensorInfo];
  gradientSums(gpu, columns, given, { dscale, dshift });
  const [dx, ...rest] = inputGradient(gpu, columns, given, {
    factors: requireInput(inputs, 'scale'),
    wantsResidual: relu && attrs.residual === true,
    evaluation: true,
  });
  return [dx, dscale, dshift, ...rest];
}
