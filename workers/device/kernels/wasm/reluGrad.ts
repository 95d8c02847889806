import { util, type NamedTensorInfoMap, type TensorInfo } from '../../tf';
import { makeFloats, offsetOf, type WasmHeap } from './heap';
import { requireInput } from '../inputs';

/** Kernel `RnpReluGrad`: dx = dy where y > 0, else 0; inputs dy and y of one shape. */
export function reluGrad(heap: WasmHeap, inputs: NamedTensorInfoMap): TensorInfo {
  const dy = requireInput(inputs, 'dy');
  const dx = makeFloats(heap, dy.shape);
  const yAt = offsetOf(heap, requireInput(inputs, 'y'));
  heap.kernels.reluGradient(offsetOf(heap, dy), yAt, offsetOf(heap, dx), util.sizeFromShape(dy.shape));
  return dx;
}
