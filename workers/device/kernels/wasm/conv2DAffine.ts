import { resolveGeometry } from '../convolutionGeometry';
import { requireInput } from '../inputs';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { conv2D } from './conv2D';
import { offsetOf, type WasmHeap } from './heap';

/**
 * Kernel `RnpConv2DAffine`: y = relu?(conv(x, filter) * scale + shift (+ residual)), which is a convolution and a batch norm
 * with fixed statistics. Inputs x, filter, scale [O], shift [O], optional residual (as y); attributes strides and pad as
 * those of `Conv2D`, relu.
 */
export function conv2DAffine(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const x = requireInput(inputs, 'x');
  const filter = requireInput(inputs, 'filter');
  const geometry = resolveGeometry(x.shape, filter.shape, attrs);
  if (geometry === undefined) return undefined;
  return conv2D(heap, x, filter, geometry, {
    scale: offsetOf(heap, requireInput(inputs, 'scale')),
    shift: offsetOf(heap, requireInput(inputs, 'shift')),
    residual: inputs.residual === undefined ? 0 : offsetOf(heap, inputs.residual),
    relu: attrs.relu === true ? 1 : 0,
  });
}
