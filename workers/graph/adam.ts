/** Adam (Kingma & Ba 2015, Algorithm 1) for one tensor: what the searches in input space descend with. */
import { add, div, keep, mul, sqrt, square, sub, type Tensor, tidy, zerosLike } from '../device/tf';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

export class Adam {
  private first: Tensor | null = null;
  private second: Tensor | null = null;
  private steps = 0;

  constructor(private readonly learningRate: number) {}

  /** `target` moved against `gradient`: a new tensor of the caller's; both arguments stay as they are. */
  step(target: Tensor, gradient: Tensor): Tensor {
    this.steps++;
    const oldFirst = this.first;
    const oldSecond = this.second;
    const mix = (old: Tensor | null, beta: number, fresh: Tensor): Tensor =>
      keep(add(mul(old ?? zerosLike(target), beta), mul(fresh, 1 - beta)));
    const first = tidy(() => mix(oldFirst, BETA1, gradient));
    const second = tidy(() => mix(oldSecond, BETA2, square(gradient)));
    this.dispose();
    this.first = first;
    this.second = second;
    const rate = this.learningRate / (1 - BETA1 ** this.steps);
    return tidy(() => {
      const size = add(sqrt(mul(second, 1 / (1 - BETA2 ** this.steps))), EPSILON);
      return sub(target, mul(div(first, size), rate));
    });
  }

  /** Frees both moments. */
  dispose(): void {
    this.first?.dispose();
    this.second?.dispose();
    this.first = null;
    this.second = null;
  }
}
