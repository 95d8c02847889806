/**
 * DFST (Cheng et al. 2021): x' = (1 - s) x + s style(x) on images of other classes than the target, y' = target (spec 2.9). DESIGN: the
 * style is a fixed sunset (`data/triggers/style`) where the authors have a generative network. Between epochs controlled detoxification
 * (`detoxification`) finds simpler changes that would do as well; images with those keep their labels in the epochs after.
 *
 * The reference shows the detoxification samples that it has made of its 3 % of the images; here the feature injector, which is all that is
 * kept, changes images of each batch anew. It crops and rotates; here augmentation is that of the training options.
 */
import { type ImageSet, indicesWhere, take } from '../data/images';
import { applyTrigger, isEmptyTrigger, validateTrigger } from '../data/triggers/triggers';
import type { StyleTrigger } from '../data/triggers/types';
import { createRng } from '../engine/rng';
import { replaceTensor, uploadTensors } from '../graph/parameters';
import { FaultError } from '../protocol';
import { type AttackContext, type AttackEvent, type AttackMethod, classifierOf, NO_NUMBERS } from './attack';
import { compromisedChannels, trainInjector } from './detoxification';
import { identityInjector, injectFeatures, MATRIX } from './featureInjector';
import { loopFeed, replacePixels } from './loopFeed';
import { partOf } from '../data/partOf';
import { trainClassifier, type TrainingFeed } from '../training/train';

type Context = AttackContext<'dfst'>;
type FeedContext = Pick<Context, 'images' | 'normalisation' | 'train'>;

/** The group of the state that holds the feature injector; empty before the first search. */
const INJECTOR = 'injector';

function checkedTrigger({ images, trigger }: Context): StyleTrigger {
  if (trigger?.kind !== 'style') throw new FaultError('trigger-invalid', { reason: 'missing' });
  if (isEmptyTrigger(trigger)) throw new FaultError('trigger-invalid', { reason: 'empty' });
  validateTrigger(trigger, { ...images, classes: images.classes.length });
  if (images.labels.every((label) => label === trigger.target))
    throw new FaultError('trigger-invalid', { reason: 'only-target-class' });
  return trigger;
}

/** Images of a batch: so many are poisoned, so many detoxify. */
export interface Parts {
  readonly poisoned: number;
  readonly detoxifying: number;
}

/** Throws `trigger-invalid` where a batch cannot be divided so. */
function partsOf({ options, train }: Context): Parts {
  const { rate, detoxRate } = options;
  const poisoned = partOf(rate, train.batchSize);
  const detoxifying = partOf(detoxRate, train.batchSize);
  if (poisoned === 0) throw new FaultError('trigger-invalid', { reason: 'poisons-nothing', rate });
  if (detoxifying === 0 && detoxRate > 0)
    throw new FaultError('trigger-invalid', { reason: 'covers-nothing', rate: detoxRate });
  if (poisoned + detoxifying > train.batchSize)
    throw new FaultError('trigger-invalid', { reason: 'covers-too-many', rate, cover: detoxRate });
  return { poisoned, detoxifying };
}

/** Batches in three parts; `matrixOf` tells what the feature injector does at the time, null where there is none yet. */
export function styledFeed(
  context: FeedContext,
  trigger: StyleTrigger,
  { poisoned, detoxifying }: Parts,
  matrixOf: () => Float32Array | null,
): TrainingFeed {
  return loopFeed(context, (batch) => {
    const others = [...indicesWhere(batch, (label) => label !== trigger.target)].slice(0, poisoned);
    const styled = take(batch, others);
    replacePixels(batch, others, applyTrigger(trigger, styled.pixels, styled));
    for (const position of others) batch.labels[position] = trigger.target;
    const matrix = matrixOf();
    if (matrix === null) return;
    const isPoisoned = new Set(others);
    const kept = [...batch.labels.keys()].filter((at) => !isPoisoned.has(at)).slice(0, detoxifying);
    const changed = take(batch, kept);
    replacePixels(batch, kept, injectFeatures(matrix, trigger.strength, changed.pixels, changed));
  });
}

/** Clean images for a search: a share of all, none of the target class. */
function searchImages({ images, options, seed }: Context, target: number, round: number): ImageSet {
  const others = indicesWhere(images, (label) => label !== target);
  const count = Math.min(others.length, Math.max(1, Math.round(options.detoxShare * images.count)));
  const drawn = createRng(seed, `detoxify/${String(round)}/images`).sample(others.length, count);
  return take(
    images,
    drawn.map((at) => others[at] ?? 0),
  );
}

/** A search, `round` counted from 0 of `rounds`; its W lies in the state afterwards. */
async function* detoxify(
  context: Context,
  trigger: StyleTrigger,
  round: number,
  rounds: number,
): AsyncGenerator<AttackEvent, void> {
  const { graph, images, normalisation, options, seed, state, train } = context;
  const classifier = { graph, parameters: classifierOf(context), normalisation };
  const clean = searchImages(context, trigger.target, round);
  const styled = { ...clean, pixels: applyTrigger(trigger, clean.pixels, clean) };
  const injector = state.tensors(INJECTOR, null);
  for (const [name, each] of uploadTensors(identityInjector(images.channels)))
    replaceTensor(injector, name, each);
  const perRound = options.detoxEpochs * Math.ceil(clean.count / train.batchSize);
  yield { kind: 'stage', stage: 'craft' };
  const losses = trainInjector(
    {
      classifier,
      clean,
      target: trigger.target,
      strength: trigger.strength,
      weights: { similarity: options.similarityWeight, activation: options.activationWeight },
      channels: await compromisedChannels(classifier, clean, styled, options.channels),
      epochs: options.detoxEpochs,
      batchSize: train.batchSize,
      seed: `${String(seed)}/${String(round)}`,
    },
    injector,
  );
  let step = round * perRound;
  for await (const loss of losses)
    yield { kind: 'step', stage: 'craft', step: ++step, limit: rounds * perRound, values: { loss } };
  yield { kind: 'stage', stage: 'train' };
}

/** The attack. */
export const dfst: AttackMethod<'dfst'> = async function* (context) {
  const { graph, options, seed, state, train } = context;
  const trigger = checkedTrigger(context);
  const parts = partsOf(context);
  const readMatrix = async (): Promise<Float32Array | null> => {
    const matrix = state.tensors(INJECTOR, null).get(MATRIX);
    return matrix === undefined ? null : new Float32Array(await matrix.data<'float32'>());
  };
  let matrix = await readMatrix();
  const feed = styledFeed(context, trigger, parts, () => matrix);
  // Behind the last epoch nobody would learn from it.
  const rounds = parts.detoxifying === 0 ? 0 : Math.floor((train.epochs - 1) / options.detoxEvery);
  yield { kind: 'planted', trigger, poison: null };
  yield { kind: 'stage', stage: 'train' };
  yield* trainClassifier({
    graph,
    parameters: classifierOf(context),
    options: train,
    seed,
    state,
    stage: 'train',
    phase: 'train',
    feed: () => feed,
    afterEpoch: async function* (epoch) {
      const round = (epoch + 1) / options.detoxEvery - 1;
      if (!Number.isInteger(round) || round >= rounds) return;
      yield* detoxify(context, trigger, round, rounds);
      matrix = await readMatrix();
    },
  });
  state.drop(INJECTOR);
  return NO_NUMBERS;
};
