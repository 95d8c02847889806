import type { NamedTensorInfoMap, TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { elementwise } from './elementwise';
import type { Gpu } from './gpu';

/** Kernel `RnpReluGrad`: dx = dy where y > 0, else 0; inputs dy and y of one shape. */
export function reluGrad(gpu: Gpu, inputs: NamedTensorInfoMap): TensorInfo {
  const [dx] = elementwise(gpu, {
    name: 'gradient of relu',
    reads: { dy: requireInput(inputs, 'dy'), y: requireInput(inputs, 'y') },
    writes: ['dx'],
    factors: {},
    text: (element) => `dx[id] = select(${element}(), dy[id], y[id] > ${element}());`,
  });
  return dx;
}
