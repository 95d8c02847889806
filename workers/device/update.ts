/** What moves weights: one pass over the data where the backend has the kernel, the same formulas on tfjs ops elsewhere. */
import { add, engine, findKernel, mul, square, sub, sum, type Tensor } from './tf';

/** One step of stochastic gradient descent: v' = momentum v + factor g + weightDecay w;  w' = w - learningRate v'. */
export interface SgdStep {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  /** Of the gradient; -1 ascends. */
  readonly factor: number;
}

/** [w', v'] of tensors of one shape; `velocity` null is zero. Call it inside `tidy`. */
export function stepSgd(
  weight: Tensor,
  gradient: Tensor,
  velocity: Tensor | null,
  step: SgdStep,
): [Tensor, Tensor] {
  if (findKernel('RnpSgd') !== undefined) {
    const inputs = { weight, gradient, ...(velocity === null ? {} : { velocity }) };
    return engine().runKernel<[Tensor, Tensor]>('RnpSgd', inputs, { ...step });
  }
  const { learningRate, momentum, weightDecay, factor } = step;
  const signed = factor === 1 ? gradient : mul(gradient, factor);
  const decayed = weightDecay === 0 ? signed : add(signed, mul(weight, weightDecay));
  // A clone, so that it has an owner of its own.
  const moved = velocity === null ? decayed.clone() : add(mul(velocity, momentum), decayed);
  return [sub(weight, mul(moved, learningRate)), moved];
}

/** a x + b y of two tensors of one shape. */
export function mix(x: Tensor, y: Tensor, a: number, b: number): Tensor {
  if (findKernel('RnpMix') !== undefined) return engine().runKernel<Tensor>('RnpMix', { x, y }, { a, b });
  return add(mul(x, a), mul(y, b));
}

/** The sum of the squares of x, a scalar. */
export function squaredSum(x: Tensor): Tensor {
  if (findKernel('RnpSquaredSum') !== undefined) return engine().runKernel<Tensor>('RnpSquaredSum', { x });
  return sum(square(x));
}
