/** Kernels of the weight update. */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { elementwise } from './elementwise';
import type { Gpu } from './gpu';

/**
 * Kernel `RnpSgd`: v' = momentum * v + factor * gradient + weightDecay * weight, w' = w - learningRate * v'.
 * Inputs weight, gradient, optional velocity (absent: no first term), of one shape; attributes learningRate, momentum,
 * weightDecay, factor. Outputs [w', v'], new tensors.
 */
export function sgd(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo[] {
  const { velocity } = inputs;
  return elementwise(gpu, {
    name: `sgd${velocity === undefined ? '' : ' with velocity'}`,
    reads: {
      weight: requireInput(inputs, 'weight'),
      gradient: requireInput(inputs, 'gradient'),
      ...(velocity === undefined ? {} : { velocity }),
    },
    writes: ['moved', 'newVelocity'],
    factors: {
      learningRate: Number(attrs.learningRate),
      momentum: Number(attrs.momentum),
      weightDecay: Number(attrs.weightDecay),
      factor: Number(attrs.factor),
    },
    text: () => `let v = ${velocity === undefined ? '' : 's.momentum * velocity[id] + '}s.factor * gradient[id] + s.weightDecay * weight[id];
  newVelocity[id] = v;
  moved[id] = weight[id] - s.learningRate * v;`,
  });
}

/** Kernel `RnpMix`: a * x + b * y; inputs x and y of one shape, attributes a and b. */
export function mix(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const [mixed] = elementwise(gpu, {
    name: 'mix',
    reads: { x: requireInput(inputs, 'x'), y: requireInput(inputs, 'y') },
    writes: ['mixed'],
    factors: { a: Number(attrs.a), b: Number(attrs.b) },
    text: () => 'mixed[id] = s.a * x[id] + s.b * y[id];',
  });
  return mixed;
}
