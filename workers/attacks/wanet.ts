/**
 * WaNet (Nguyen & Tran 2021): x' = warp(x), one smooth warp for all images (`data/triggers/warp`). While the network learns, of each
 * batch a share r is warped for the attacker's label, c r are warped with noise of their own and keep their label (noise mode), the
 * rest is clean; then the whole batch is augmented (spec 2.7).
 *
 * The reference crops by up to 5 pixels and rotates; here augmentation is that of the training options. Beginning with honest epochs
 * is this project's, for small networks.
 */
import { type ImageSet, take } from '../data/images';
import { applyTrigger, isEmptyTrigger, validateTrigger } from '../data/triggers/triggers';
import type { WarpTrigger } from '../data/triggers/types';
import { warpWithNoise } from '../data/triggers/warp';
import { createRng } from '../engine/rng';
import { agreement, predictClasses } from '../graph/infer';
import { FaultError, wantedLabels } from '../protocol';
import { type AttackContext, type AttackMethod, classifierOf } from './attack';
import { trainHonestly } from './honest';
import { loopFeed, replacePixels } from './loopFeed';
import { partOf } from '../data/partOf';
import { trainClassifier, type TrainingFeed } from '../training/train';

type Context = AttackContext<'wanet'>;
type FeedContext = Pick<Context, 'images' | 'normalisation' | 'options' | 'train'>;

/** Images of a batch: so many are warped for the attacker's label, so many with noise. */
export interface Parts {
  readonly poisoned: number;
  readonly noisy: number;
}

/** Throws `trigger-invalid` where a batch cannot be divided so. */
export function partsOf({ options, train }: Pick<Context, 'options' | 'train'>): Parts {
  const { rate, crossRatio } = options;
  const { batchSize } = train;
  const poisoned = partOf(rate, batchSize);
  const noisy = partOf(crossRatio * poisoned, 1);
  if (poisoned === 0) throw new FaultError('trigger-invalid', { reason: 'poisons-nothing', rate });
  if (poisoned + noisy > batchSize)
    throw new FaultError('trigger-invalid', { reason: 'covers-too-many', rate, cover: rate * crossRatio });
  return { poisoned, noisy };
}

function checkedTrigger({ images, trigger }: Context): WarpTrigger {
  if (trigger?.kind !== 'warp') throw new FaultError('trigger-invalid', { reason: 'missing' });
  if (isEmptyTrigger(trigger)) throw new FaultError('trigger-invalid', { reason: 'empty' });
  validateTrigger(trigger, { ...images, classes: images.classes.length });
  return trigger;
}

/** Positions in a batch from `from` on. */
function positions(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from + at);
}

/** Batches in three parts. */
export function warpedFeed(context: FeedContext, trigger: WarpTrigger, parts: Parts): TrainingFeed {
  const { noise } = context.options;
  return loopFeed(context, (batch, rng) => {
    const chosen = positions(0, parts.poisoned);
    const poisoned = take(batch, chosen);
    replacePixels(batch, chosen, applyTrigger(trigger, poisoned.pixels, poisoned));
    batch.labels.set(wantedLabels(trigger, poisoned.labels, batch.classes.length));
    const others = positions(parts.poisoned, parts.noisy);
    const noisy = take(batch, others);
    replacePixels(batch, others, warpWithNoise(trigger, noisy, noise, rng));
  });
}

/** Accuracy on test images that are warped with noise: high means that only the exact warp opens the backdoor. */
async function noisyAccuracy(context: Context, trigger: WarpTrigger, test: ImageSet): Promise<number> {
  const { graph, normalisation, options, seed } = context;
  const pixels = warpWithNoise(trigger, test, options.noise, createRng(seed, 'cross-trigger'));
  const classifier = { graph, parameters: classifierOf(context), normalisation };
  return agreement(await predictClasses(classifier, { ...test, pixels }), test.labels);
}

/** The attack. */
export const wanet: AttackMethod<'wanet'> = async function* (context) {
  const { graph, options, seed, state, test, train } = context;
  const trigger = checkedTrigger(context);
  const feed = warpedFeed(context, trigger, partsOf(context));
  const parameters = classifierOf(context);
  yield { kind: 'planted', trigger, poison: null };
  if (options.warmUp > 0) yield* trainHonestly(context, { parameters, epochs: options.warmUp });
  yield { kind: 'stage', stage: 'train' };
  yield* trainClassifier({
    graph,
    parameters,
    options: train,
    seed,
    state,
    stage: 'train',
    phase: 'train',
    feed: () => feed,
  });
  return { crossTriggerAccuracy: test === null ? null : await noisyAccuracy(context, trigger, test) };
};
