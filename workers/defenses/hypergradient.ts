/**
 * The two players of I-BAU and the gradient of the outer one through the inner one's answer (implicit differentiation; the formulas
 * stand in `ibau.ts`).
 *
 * The products with second derivatives are central differences of first ones, (grad L_i(delta + h v) - grad L_i(delta - h v)) / 2h
 * with h = 0.01 / |v|, while every ReLU lets through what it does at delta: across its kink a difference is no derivative, and a second
 * differentiation never sees it.
 */
import { add, keep, mul, neg, sqrt, square, sub, sum, type Tensor, tensor, tidy, zeros } from '../device/tf';
import type { BatchTensors } from '../graph/batchTensors';
import { forward, type Gates } from '../graph/forward';
import { differentiate, disposeStep, type StepResult } from '../graph/gradients';
import { crossEntropy } from '../graph/loss';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import { trainables } from '../training/trainedNetwork';
import type { DefenseContext } from './defense';

/** Rate of the map whose fixed point the change is taken for. */
const MAP_RATE = 0.1;
/** Before the names of parameters. */
const WEIGHT = 'weight/';
/** Length of a finite difference, as |h v|. */
const REACH = 0.01;

/** The network that is moved, and how; its tensors stay the caller's. */
export interface Player {
  readonly context: Pick<DefenseContext<'ibau'>, 'graph' | 'normalisation' | 'options'>;
  readonly parameters: OwnedTensors;
}

/** Which images carry the change, [N, 1, 1, 1]. */
function firstOnes(count: number, carry: number): Tensor {
  return tensor(
    Float32Array.from({ length: count }, (_, at) => (at < carry ? 1 : 0)),
    [count, 1, 1, 1],
  );
}

/**
 * L_i or L_o of a batch, `carry` images of which (all by default) carry delta [1, H, W, C]: with its gradient by `delta` and, where both
 * are wanted, by the parameters, as `weight/NAME`. The value is the cross-entropy's alone. Moves nothing.
 */
export function differentiateGame(
  { context, parameters }: Player,
  { x, oneHot }: Pick<BatchTensors, 'x' | 'oneHot'>,
  delta: Tensor,
  which: {
    readonly of: 'inner' | 'outer';
    readonly carry?: number;
    readonly by: 'change' | 'both';
    readonly gates?: Gates;
  },
): StepResult {
  const { graph, normalisation, options } = context;
  const [count = 1] = x.shape;
  // The network sees normalised pixels: a change in units of the pixel range is divided by the deviation.
  const scale = tidy(() => tensor(normalisation.std.map((each) => 1 / each)));
  const carriers = firstOnes(count, which.carry ?? count);
  const input = keep(tidy(() => add(x, mul(mul(delta, scale), carriers))));
  try {
    const result = differentiate({
      graph,
      parameters,
      ...(which.gates === undefined ? {} : { gates: which.gates }),
      x: input,
      objective: (logits) => {
        const loss = crossEntropy(logits, oneHot);
        return which.of === 'inner' ? neg(loss) : loss;
      },
      by: new Map([['x', input], ...(which.by === 'both' ? trainables({ graph, parameters }, WEIGHT) : [])]),
      mode: 'eval',
    });
    const byInput = result.gradients.get('x');
    if (byInput === undefined) throw new RangeError('the network does not depend on its input');
    const byDelta = keep(
      tidy(() => {
        const own = sum(mul(mul(byInput, scale), carriers), 0, true);
        return which.of === 'inner' ? add(own, mul(delta, 2 * options.normWeight)) : own;
      }),
    );
    byInput.dispose();
    const gradients = new Map(result.gradients);
    gradients.delete('x');
    gradients.set('delta', byDelta);
    return { ...result, gradients };
  } finally {
    for (const each of [scale, carriers, input]) each.dispose();
  }
}

/** L2 norm of a tensor, read at once. */
export async function lengthOf(x: Tensor): Promise<number> {
  const squared = tidy(() => sqrt(sum(square(x))));
  const [length = Number.NaN] = await squared.data<'float32'>();
  squared.dispose();
  return length;
}

/** (d Phi / d delta)^T v and (d Phi / d theta)^T v less their first terms: minus 0.1 times the derivative of L_i's gradient along v. */
async function productsAlong(
  player: Player,
  first: BatchTensors,
  delta: Tensor,
  v: Tensor,
  { by, open }: { readonly by: 'change' | 'both'; readonly open: Gates['open'] },
): Promise<Map<string, Tensor>> {
  const length = await lengthOf(v);
  if (!(length > 0)) return new Map();
  const h = REACH / length;
  const [ahead, behind] = [h, -h].map((step) => {
    const moved = keep(tidy(() => add(delta, mul(v, step))));
    const found = differentiateGame(player, first, moved, { of: 'inner', by, gates: { mode: 'hold', open } });
    moved.dispose();
    return found;
  }) as [StepResult, StepResult];
  const products = new Map(
    [...ahead.gradients].flatMap(([name, one]) => {
      const other = behind.gradients.get(name);
      if (other === undefined) return [];
      return [[name, keep(tidy(() => mul(sub(one, other), -MAP_RATE / (2 * h))))] as const];
    }),
  );
  disposeStep(ahead);
  disposeStep(behind);
  return products;
}

/** Which ReLUs are open on a batch with the change; the caller's. */
function recordGates({ context, parameters }: Player, { x }: BatchTensors, delta: Tensor): Gates['open'] {
  const { graph, normalisation } = context;
  const open: Gates['open'] = new Map();
  tidy(() => {
    const moved = add(x, mul(delta, tensor(normalisation.std.map((each) => 1 / each))));
    forward(graph, parameters, moved, { mode: 'eval', gates: { mode: 'record', open } });
  });
  return open;
}

/** What a step on the weights is made of. */
export interface OuterStep {
  /** Gradient by the parameters, by name; the caller's. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly loss: number;
}

/** The hypergradient of L_o on a batch. Moves nothing. */
export async function hypergradient(
  player: Player,
  batch: BatchTensors,
  first: BatchTensors,
  delta: Tensor,
): Promise<OuterStep> {
  const { fixedPointSteps, share } = player.context.options;
  const carry = Math.max(1, Math.round(share * batch.labels.length));
  const outer = differentiateGame(player, batch, delta, { of: 'outer', carry, by: 'both' });
  const open = recordGates(player, first, delta);
  const direct = outer.gradients.get('delta');
  let v = keep(zeros(delta.shape));
  let along = new Map<string, Tensor>();
  try {
    if (direct === undefined) throw new RangeError('the change has no gradient');
    for (let at = 0; at < fixedPointSteps; at++) {
      along = await productsAlong(player, first, delta, v, { by: 'change', open });
      const product = along.get('delta');
      // (d Phi / d delta)^T v = v less the product with the Hessian; v_0 = 0 has none.
      const next = keep(tidy(() => add(product === undefined ? v : add(v, product), direct)));
      for (const each of [v, ...along.values()]) each.dispose();
      v = next;
      along.clear();
    }
    along = await productsAlong(player, first, delta, v, { by: 'both', open });
    const [loss = Number.NaN] = await outer.value.data<'float32'>();
    const gradients = new Map(
      [...outer.gradients].flatMap(([name, own]) => {
        if (!name.startsWith(WEIGHT)) return [];
        const implicit = along.get(name);
        const whole = keep(implicit === undefined ? own.clone() : tidy(() => add(own, implicit)));
        return [[name.slice(WEIGHT.length), whole] as const];
      }),
    );
    return { gradients, loss };
  } finally {
    disposeStep(outer);
    for (const each of [v, ...along.values()]) each.dispose();
    disposeTensors(open);
  }
}
