import { requireInput } from '../inputs';
import { type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo, util } from '../../tf';
import { makeFloats, offsetOf, type WasmHeap } from './heap';
import { chunkFloats } from './pixelChunks';

function sizeOf(tensor: TensorInfo): {
  readonly fields: { count: number; chunkFloats: number };
  readonly chunks: number;
} {
  const count = util.sizeFromShape(tensor.shape);
  const { chunks, ...size } = chunkFloats(count);
  return { fields: { count, ...size }, chunks };
}

/** Kernel `RnpReluGrad`: dx = dy where y > 0, else 0; inputs dy and y of one shape. */
export function reluGrad(heap: WasmHeap, inputs: NamedTensorInfoMap): TensorInfo {
  const dy = requireInput(inputs, 'dy');
  const dx = makeFloats(heap, dy.shape);
  const { fields, chunks } = sizeOf(dy);
  const y = offsetOf(heap, requireInput(inputs, 'y'));
  heap.jobs.run('reluGradient', { dy: offsetOf(heap, dy), y, dx: offsetOf(heap, dx), ...fields }, chunks);
  return dx;
}

/** a x + b y of two tensors of one shape. */
function mixed(heap: WasmHeap, x: TensorInfo, y: TensorInfo, a: number, b: number): TensorInfo {
  const result = makeFloats(heap, x.shape);
  const { fields, chunks } = sizeOf(x);
  const places = { x: offsetOf(heap, x), y: offsetOf(heap, y), result: offsetOf(heap, result) };
  heap.jobs.run('mix', { ...places, a, b, ...fields }, chunks);
  return result;
}

/** Kernel `RnpMix`: a x + b y; inputs x and y of one shape, attributes a and b. */
export function mix(heap: WasmHeap, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  return mixed(heap, requireInput(inputs, 'x'), requireInput(inputs, 'y'), Number(attrs.a), Number(attrs.b));
}

/** Kernel `Add` of two tensors of one shape; undefined elsewhere. The tape adds gradients with it. */
export function addEqual(heap: WasmHeap, inputs: NamedTensorInfoMap): TensorInfo | undefined {
  const a = requireInput(inputs, 'a');
  const b = requireInput(inputs, 'b');
  const isFloat = a.dtype === 'float32' && b.dtype === 'float32';
  return isFloat && util.arraysEqual(a.shape, b.shape) ? mixed(heap, a, b, 1, 1) : undefined;
}

/**
 * Kernel `RnpSgd`: velocity' = momentum velocity + factor gradient + weightDecay weight; weight' = weight - learningRate
 * velocity'. Inputs weight, gradient, optional velocity, of one shape; attributes learningRate, momentum, weightDecay, factor.
 * Outputs [weight', velocity'].
 */
export function sgd(heap: WasmHeap, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo[] {
  const weight = requireInput(inputs, 'weight');
  const newWeight = makeFloats(heap, weight.shape);
  const newVelocity = makeFloats(heap, weight.shape);
  const { fields, chunks } = sizeOf(weight);
  heap.jobs.run(
    'stepSgd',
    {
      weight: offsetOf(heap, weight),
      gradient: offsetOf(heap, requireInput(inputs, 'gradient')),
      velocity: inputs.velocity === undefined ? 0 : offsetOf(heap, inputs.velocity),
      newWeight: offsetOf(heap, newWeight),
      newVelocity: offsetOf(heap, newVelocity),
      learningRate: Number(attrs.learningRate),
      momentum: Number(attrs.momentum),
      weightDecay: Number(attrs.weightDecay),
      factor: Number(attrs.factor),
      ...fields,
    },
    chunks,
  );
  return [newWeight, newVelocity];
}

/** Kernel `RnpSquaredSum`: the sum of the squares of x, a scalar. */
export function squaredSum(heap: WasmHeap, inputs: NamedTensorInfoMap): TensorInfo {
  const x = requireInput(inputs, 'x');
  const sum = makeFloats(heap, []);
  heap.kernels.squaredSum(offsetOf(heap, x), util.sizeFromShape(x.shape), offsetOf(heap, sum));
  return sum;
}
