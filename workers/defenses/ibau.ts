/**
 * I-BAU (Zeng et al. 2022; spec 3.3): min over theta of max over delta E CE(f(x + delta), y), eval mode throughout, one delta for all images.
 *
 *   inner, per round   delta <- 0; of each batch, with y^ = argmax f(x):
 *                      delta <- delta - 10 d/d delta ( -CE(f(x + delta), y^) + 0.001 |delta|^2 ),  held to |delta| <= largest
 *   outer, per batch   L_o: CE of a batch of which a share carries delta;  L_i: as above, true labels, always the first batch
 *                      Phi(delta) = delta - 0.1 d L_i / d delta;   v_0 = 0,  v_k+1 = (d Phi / d delta)^T v_k + d L_o / d delta
 *                      theta moves by Adam along  d L_o / d theta + (d Phi / d theta)^T v
 * The gradient by theta is `hypergradient.ts`. delta is in units of the pixel range.
 */
import { epochBatches } from '../data/batches';
import { add, keep, mul, sub, type Tensor, tensor, tidy, zeros } from '../device/tf';
import { createRng } from '../engine/rng';
import { Adam } from '../graph/adam';
import { type BatchTensors, disposeBatch, oneHotRows, uploadBatch } from '../graph/batchTensors';
import { disposeStep } from '../graph/gradients';
import { argMaxRows, runForward } from '../graph/infer';
import type { OwnedTensors } from '../graph/parameters';
import { FaultError } from '../protocol';
import { askable, type DefenseContext, type DefenseEvent, type DefenseMethod, repairedOf } from './defense';
import { differentiateGame, hypergradient, lengthOf, type Player } from './hypergradient';

type Context = DefenseContext<'ibau'>;

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
  let isDone = false;
  try {
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
    isDone = true;
    return delta;
  } finally {
    // Ended on the way, nobody else would free it.
    if (!isDone) delta.dispose();
  }
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
