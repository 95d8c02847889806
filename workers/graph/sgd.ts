/**
 * Stochastic gradient descent as PyTorch does it (spec 0, point 2): g = gradient + wd * w; v = momentum * v + g; w -= lr * v, or, with
 * Nesterov's look ahead, w -= lr * (g + momentum * v).
 */
import { add, mul, scalar, sub, type Tensor, tidy } from '../device/tf';
import { squaredSum, stepSgd } from '../device/update';
import { disposeTensors, type OwnedTensors, replaceTensor } from './parameters';

export interface SgdOptions {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov?: boolean;
}

/** What Nesterov's step goes beyond the ordinary one: g + momentum v' - v' = momentum (v' - v), v = 0 before the first. */
function lookAhead(
  moved: Tensor,
  velocity: Tensor,
  old: Tensor | null,
  { learningRate, momentum }: { readonly learningRate: number; readonly momentum: number },
): Tensor {
  const gained = old === null ? velocity : sub(velocity, old);
  return sub(moved, mul(gained, learningRate * momentum));
}

export class Sgd {
  /**
   * `options` may be replaced between two steps; the velocities stay. One velocity per parameter; absent before its first step,
   * where v = g.
   */
  constructor(
    public options: SgdOptions,
    readonly velocity: OwnedTensors = new Map(),
  ) {}

  /**
   * Moves `targets` against `gradients` (with `sign` -1: along them; weight decay shrinks either way).
   * The gradients stay the caller's.
   */
  step(
    targets: OwnedTensors,
    gradients: ReadonlyMap<string, Tensor>,
    rate: { readonly learningRate: number; readonly sign?: 1 | -1; readonly scale?: number },
  ): void {
    const { momentum, nesterov = false, weightDecay } = this.options;
    const factor = (rate.sign ?? 1) * (rate.scale ?? 1);
    const step = { learningRate: rate.learningRate, momentum, weightDecay, factor };
    for (const [name, gradient] of gradients) {
      const weight = targets.get(name);
      if (weight === undefined) continue;
      const old = momentum === 0 ? null : (this.velocity.get(name) ?? null);
      const [moved, velocity] = tidy((): [Tensor, Tensor] => {
        const plain = stepSgd(weight, gradient, old, step);
        return nesterov && momentum > 0 ? [lookAhead(...plain, old, step), plain[1]] : plain;
      });
      replaceTensor(targets, name, moved);
      if (momentum === 0) velocity.dispose();
      else replaceTensor(this.velocity, name, velocity);
    }
  }

  dispose(): void {
    disposeTensors(this.velocity);
  }
}

/** Squared L2 norm over all gradients together: a scalar on the device, the caller's. */
export function squaredNorm(gradients: ReadonlyMap<string, Tensor>): Tensor {
  return tidy(() => {
    const parts = [...gradients.values()].map((gradient) => squaredSum(gradient));
    return parts.reduce<Tensor>((sum, part) => add(sum, part), scalar(0));
  });
}
