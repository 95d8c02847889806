/**
 * Lets the backward pass free what it is done with. tfjs keeps every intermediate gradient and everything it saved of the
 * forward pass until the pass is over, which more than doubles the memory of a step.
 */
import { engine, type Tensor } from '../device/tf';

type GradientThunks = Record<string, () => Tensor>;

/** A recorded op, as tfjs holds it at run time. */
interface TapeNode {
  readonly outputs: readonly Tensor[];
  readonly saved?: readonly Tensor[];
  gradient?: (dys: Tensor[]) => GradientThunks;
}

/** At run time there is none outside of a gradient. */
function findTape(): readonly TapeNode[] | null | undefined {
  return engine().state.activeTape;
}

/** The tape being recorded; empty outside of a gradient. */
export function activeTape(): readonly TapeNode[] {
  return findTape() ?? [];
}

/** A gradient that is the incoming one itself would be freed with it. */
function withoutAliases(thunks: GradientThunks, dys: readonly (Tensor | null)[]): GradientThunks {
  const apart = ([name, thunk]: [string, () => Tensor]) => {
    const makeOwn = (): Tensor => {
      const gradient = thunk();
      return dys.includes(gradient) ? gradient.clone() : gradient;
    };
    return [name, makeOwn] as const;
  };
  return Object.fromEntries(Object.entries(thunks).map(apart));
}

/**
 * Changes the tape recorded so far: when the backward pass reaches a node, what the node behind it received and had saved
 * is freed. Call it at the end of the function that is differentiated; the gradients by `leaves` are never freed.
 */
export function freeAlongTheWay(leaves: readonly Tensor[]): void {
  const wanted = new Set(leaves.map(({ id }) => id));
  let done: readonly (Tensor | null)[] = [];
  for (const node of activeTape()) {
    const { gradient, outputs, saved = [] } = node;
    if (gradient === undefined) continue;
    node.gradient = (dys: Tensor[]) => {
      for (const each of done) each?.dispose();
      done = [...dys.filter((_, index) => !wanted.has(outputs[index]?.id ?? -1)), ...saved];
      return withoutAliases(gradient(dys), dys);
    };
  }
}
