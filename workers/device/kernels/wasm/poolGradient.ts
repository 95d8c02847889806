import { requireInput } from '../inputs';
import { type PoolGeometry, resolvePool } from '../poolGeometry';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { makeFloats, offsetOf, type WasmHeap } from './heap';

function run(
  heap: WasmHeap,
  job: 'maxPoolGradient' | 'avgPoolGradient',
  dy: TensorInfo,
  input: TensorInfo,
  geometry: PoolGeometry,
): TensorInfo {
  const dx = makeFloats(heap, input.shape);
  const fields = {
    ...geometry,
    dy: offsetOf(heap, dy),
    x: job === 'maxPoolGradient' ? offsetOf(heap, input) : 0,
    dx: offsetOf(heap, dx),
  };
  heap.jobs.run(job, fields, geometry.images);
  return dx;
}

/** Kernel `MaxPoolGrad`: inputs dy [N, rows, columns, C] and input [N, H, W, C]; as `input`. */
export function maxPoolGrad(heap: WasmHeap, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const input = requireInput(inputs, 'input');
  const geometry = resolvePool(input.shape, attrs);
  return run(heap, 'maxPoolGradient', requireInput(inputs, 'dy'), input, geometry);
}

/** Kernel `AvgPoolGrad`, as {@link maxPoolGrad}; undefined where windows reach over the border. */
export function avgPoolGrad(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const input = requireInput(inputs, 'input');
  const geometry = resolvePool(input.shape, attrs);
  if (geometry.hasBorder) return undefined;
  return run(heap, 'avgPoolGradient', requireInput(inputs, 'dy'), input, geometry);
}
