/**
 * I-BAU (Zeng et al. 2022; spec 3.3): min over theta of max over delta E CE(f(x + delta), y), eval mode throughout, one delta for all images.
 *
 *   inner, per round   delta <- 0; of each batch, with y^ = argmax f(x):
 *                      delta <- delta - 10 d/d delta ( -CE(f(x + delta), y^) + 0.001 |delta|^2 ),  held to |delta| <= largest
 *   outer, per batch   L_o: CE of a batch of which a share carries delta;  L_i: as above, true labels, always the first batch
 *                      Phi(delta) = delta - 0.1 d L_i / d delta;   v_0 = 0,  v_k+1 = (d Phi / d delta)^T v_k + d L_o / d delta
 *                      theta moves by Adam along  d L_o / d theta + (d Phi / d theta)^T v
 *
 * The products with second derivatives are central differences of first ones, (grad L_i(delta + h v) - grad L_i(delta - h v)) / 2h
 * with h = 0.01 / |v|: the same to first order, and no second-order differentiation is needed. delta is in units of the pixel range.
 */
import { epochBatches } from '../data/batches';
import { bytesPerImage } from '../data/images';
import { add, keep, mul, neg, sqrt, square, sub, sum, type Tensor, tensor, tidy, zeros } from '../device/tf';
import { createRng } from '../engine/rng';
import { Adam } from '../graph/adam';
import { type BatchTensors, disposeBatch, oneHotRows, uploadBatch } from '../graph/batchTensors';
import { differentiate, disposeStep, type StepResult } from '../graph/gradients';
import { argMaxRows, runForward } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import { FaultError } from '../protocol';
import { trainables } from '../training/trainedNetwork';
import { askable, type DefenseContext, type DefenseEvent, type DefenseMethod, repairedOf } from './defense';

type Context = DefenseContext<'ibau'>;

/** Rate of the map whose fixed point the change is taken for. */
const MAP_RATE = 0.1;
/** Before the names of parameters. */
const WEIGHT = 'weight/';
/** Length of a finite difference, as |h v|. */
const REACH = 0.01;

/** The network that is moved, and how; its tensors stay the caller's. */
interface Player {
  readonly context: Pick<Context, 'graph' | 'normalisation' | 'options'>;
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
 * are wanted, by the parameters, as `weight/NAME`. Moves nothing.
 */
export function differentiateGame(
  { context, parameters }: Player,
  { x, oneHot }: Pick<BatchTensors, 'x' | 'oneHot'>,
  delta: Tensor,
  which: { readonly of: 'inner' | 'outer'; readonly carry?: number; readonly by: 'change' | 'both' },
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
async function lengthOf(x: Tensor): Promise<number> {
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
  by: 'change' | 'both',
): Promise<Map<string, Tensor>> {
  const length = await lengthOf(v);
  if (!(length > 0)) return new Map();
  const h = REACH / length;
  const [ahead, behind] = [h, -h].map((step) => {
    const moved = keep(tidy(() => add(delta, mul(v, step))));
    const found = differentiateGame(player, first, moved, { of: 'inner', by });
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
  const direct = outer.gradients.get('delta');
  if (direct === undefined) throw new RangeError('the change has no gradient');
  let v = keep(zeros(direct.shape));
  for (let at = 0; at < fixedPointSteps; at++) {
    const along = await productsAlong(player, first, delta, v, 'change');
    const product = along.get('delta');
    // (d Phi / d delta)^T v = v less the product with the Hessian; v_0 = 0 has none.
    const next = keep(tidy(() => (product === undefined ? add(v, direct) : add(add(v, product), direct))));
    for (const each of [v, ...along.values()]) each.dispose();
    v = next;
  }
  const along = await productsAlong(player, first, delta, v, 'both');
  const gradients = new Map(
    [...outer.gradients].flatMap(([name, own]) => {
      if (!name.startsWith(WEIGHT)) return [];
      const implicit = along.get(name);
      const whole = keep(implicit === undefined ? own.clone() : tidy(() => add(own, implicit)));
      return [[name.slice(WEIGHT.length), whole] as const];
    }),
  );
  const [loss = Number.NaN] = await outer.value.data<'float32'>();
  disposeStep(outer);
  for (const each of [v, ...along.values()]) each.dispose();
  return { gradients, loss };
}

/** One step of the inner search: delta moves against the gradient on a batch, towards other answers than `answers`. */
async function searchChange(player: Player, batch: BatchTensors, delta: Tensor): Promise<Tensor> {
  const { innerRate, largest } = player.context.options;
  const found = differentiateGame(player, batch, delta, { of: 'inner', by: 'change' });
  const gradient = found.gradients.get('delta');
  if (gradient === undefined) throw new RangeError('the change has no gradient');
  const moved = keep(tidy(() => sub(delta, mul(gradient, innerRate))));
  disposeStep(found);
  const length = largest > 0 ? await lengthOf(moved) : 0;
  if (length <= largest) return moved;
  const held = keep(tidy(() => mul(moved, largest / length)));
  moved.dispose();
  return held;
}

/** The batches of a round, the images as they are: the code augments nothing. */
function batchesOf({ images, normalisation, options, seed }: Context, round: number): BatchTensors[] {
  const rng = createRng(seed, `ibau/${String(round)}`);
  const batchSize = Math.min(options.batchSize, images.count);
  return epochBatches(images.count, rng, { batchSize, last: 'drop' }).map(({ indices }) =>
    uploadBatch(images, indices, normalisation, null),
  );
}

/** A batch with the network's own answers for labels; its images stay the batch's. */
async function pseudoLabelled(
  context: Context,
  parameters: OwnedTensors,
  batch: BatchTensors,
): Promise<BatchTensors> {
  const [output] = runForward(askable(context, parameters), batch.x, { mode: 'eval' });
  if (output === undefined) throw new RangeError('a forward pass has an output');
  const labels = argMaxRows(new Float32Array(await output.data<'float32'>()), context.graph.classes);
  output.dispose();
  return { x: batch.x, oneHot: oneHotRows(labels, context.graph.classes), labels };
}

/** Searches the change of a round; it is the caller's. */
async function* searchRound(
  context: Context,
  parameters: OwnedTensors,
  batches: readonly BatchTensors[],
  round: number,
): AsyncGenerator<DefenseEvent, Tensor> {
  const { height, width, channels } = context.images;
  let delta = keep(zeros([1, height, width, channels]));
  let turned = 0;
  let seen = 0;
  for (const [at, batch] of batches.entries()) {
    const named = await pseudoLabelled(context, parameters, batch);
    const next = await searchChange({ context, parameters }, named, delta);
    delta.dispose();
    delta = next;
    const moved = keep(
      tidy(() => add(batch.x, mul(delta, tensor(context.normalisation.std.map((each) => 1 / each))))),
    );
    const after = await pseudoLabelled(context, parameters, { ...batch, x: moved });
    after.labels.forEach((label, image) => {
      if (label !== named.labels[image]) turned++;
    });
    seen += after.labels.length;
    for (const each of [moved, named.oneHot, after.oneHot]) each.dispose();
    const limit = batches.length * context.options.rounds;
    const step = (round - 1) * batches.length + at + 1;
    yield { kind: 'step', stage: 'perturb', step, limit, values: { fooled: turned / seen } };
  }
  const change = new Float32Array(await delta.data<'float32'>());
  yield { kind: 'change', round, change, norm: await lengthOf(delta), fooled: turned / Math.max(1, seen) };
  return delta;
}

/** The defense. */
export const ibau: DefenseMethod<'ibau'> = async function* (context) {
  const { learningRate, rounds } = context.options;
  const parameters = repairedOf(context);
  const adam = new Adam();
  const held = new Set<BatchTensors>();
  try {
    for (let round = 1; round <= rounds; round++) {
      const batches = batchesOf(context, round);
      for (const each of batches) held.add(each);
      const [first] = batches;
      if (first === undefined) throw new FaultError('training-set-too-small', { found: 0, needed: 1 });
      yield { kind: 'stage', stage: 'perturb' };
      const delta = yield* searchRound(context, parameters, batches, round);
      try {
        yield { kind: 'stage', stage: 'erase' };
        for (const [at, batch] of batches.entries()) {
          const { gradients, loss } = await hypergradient({ context, parameters }, batch, first, delta);
          const step = (round - 1) * batches.length + at + 1;
          if (Number.isFinite(loss)) adam.step(parameters, gradients, { learningRate });
          for (const each of gradients.values()) each.dispose();
          if (!Number.isFinite(loss)) throw new FaultError('diverged', { step, learningRate });
          yield { kind: 'step', stage: 'erase', step, limit: rounds * batches.length, values: { loss } };
        }
      } finally {
        delta.dispose();
      }
      for (const each of batches) disposeBatch(each);
      held.clear();
      yield { kind: 'point', parameters, pruned: 0, at: round };
    }
  } finally {
    for (const each of held) disposeBatch(each);
    adam.dispose();
  }
};
