import type { NamedTensorInfoMap, TensorInfo } from '../../tf';
import type { WasmHeap } from './heap';
import { requireInput } from '../inputs';

/**
 * Kernel `Identity`: a second reference to the same data, as in tfjs's other backends. The stock wasm kernel copies, and
 * the gradient tape clones every tensor it saves: 8 % of a training step and much of its memory.
 */
export function identity(heap: WasmHeap, inputs: NamedTensorInfoMap): TensorInfo {
  const { dataId, shape, dtype } = requireInput(inputs, 'x');
  heap.backend.incRef(dataId);
  return { dataId, shape, dtype };
}
