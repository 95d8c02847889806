/**
 * Adam (Kingma & Ba 2015, Algorithm 1) over tensors by name, as PyTorch does it without weight decay:
 *
 *   m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
 *   w -= rate / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + 1e-8)
 */
import { add, div, mul, sqrt, square, sub, type Tensor, tidy, zerosLike } from '../device/tf';
import { mix } from '../device/update';
import { disposeTensors, type OwnedTensors, replaceTensor } from './parameters';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
}

/** PyTorch's defaults. */
export const ADAM: AdamOptions = { beta1: 0.9, beta2: 0.999 };
const EPSILON = 1e-8;

export class Adam {
  /**
   * `moments`: both of each tensor, as `exp_avg/NAME` and `exp_avg_sq/NAME`; absent before its first step, where they are 0.
   * With the number of `steps` taken they are all there is to keep and to restore.
   */
  constructor(
    private readonly options: AdamOptions = ADAM,
    readonly moments: OwnedTensors = new Map(),
    private steps = 0,
  ) {}

  /** Moves `targets` against `gradients`, which stay the caller's. */
  step(
    targets: OwnedTensors,
    gradients: ReadonlyMap<string, Tensor>,
    { learningRate }: { readonly learningRate: number },
  ): void {
    const { beta1, beta2 } = this.options;
    this.steps++;
    const rate = learningRate / (1 - beta1 ** this.steps);
    const unbias = 1 / (1 - beta2 ** this.steps);
    for (const [name, gradient] of gradients) {
      const weight = targets.get(name);
      if (weight === undefined) continue;
      const first = this.move(`exp_avg/${name}`, gradient, beta1);
      const second = this.move(`exp_avg_sq/${name}`, gradient, beta2, square);
      const moved = tidy(() => sub(weight, mul(div(first, add(sqrt(mul(second, unbias)), EPSILON)), rate)));
      replaceTensor(targets, name, moved);
    }
  }

  dispose(): void {
    disposeTensors(this.moments);
  }

  /** The moment of a name, moved towards `of(gradient)`. */
  private move(name: string, gradient: Tensor, beta: number, of?: (gradient: Tensor) => Tensor): Tensor {
    const moved = tidy(() => {
      const fresh = of === undefined ? gradient : of(gradient);
      return mix(this.moments.get(name) ?? zerosLike(gradient), fresh, beta, 1 - beta);
    });
    replaceTensor(this.moments, name, moved);
    return moved;
  }
}
