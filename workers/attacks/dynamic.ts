/**
 * Dynamic, the input-aware attack (Nguyen & Tran 2020; spec 2.6): x_b = x + (p(x) - x) m(x), a trigger for each picture. First the
 * network of the masks learns alone, then the network of the patterns together with the classifier (`dynamicSteps`).
 *
 * The reference crops by up to 5 pixels and rotates; here augmentation is that of the training options. Its rate of the
 * patterns falls at 200, 300, 400, 500 of 600 epochs and the classifier's at 100, 200, 300, 400: here both follow one schedule.
 */
import { epochBatches } from '../data/batches';
import { partOf } from '../data/partOf';
import { add, type Tensor, tidy } from '../device/tf';
import { createRng } from '../engine/rng';
import { Adam, type AdamOptions } from '../graph/adam';
import { oneHotRows, rows, uploadBatch } from '../graph/batchTensors';
import { generateMap, sharpenMask, type TriggerGenerator } from '../graph/generate';
import { disposeJointStep, heldBy } from '../graph/gradients';
import { type OwnedTensors, replaceTensor } from '../graph/parameters';
import { Sgd } from '../graph/sgd';
import { buildInputAwareGenerator } from '../nets/generators';
import { wantedLabels } from '../protocol';
import type { AttackContext, AttackEvent, AttackMethod } from './attack';
import {
  CLASSIFIER_PREFIX,
  differentiateMask,
  differentiateTogether,
  type JointBatch,
  type Pair,
  PATTERN_PREFIX,
} from './dynamicSteps';
import {
  type Epoch,
  type EpochPlan,
  runEpochs,
  type StepOutcome,
  type StepPlace,
  stepsPerEpoch,
} from '../training/epochs';
import {
  classifierNetwork,
  crossTriggerAccuracy,
  generatedTrigger,
  MASK,
  networkOf,
  PATTERN,
} from './generators';
import { rateOf } from '../training/train';
import { behindPrefix, moveStatistics, type TrainedNetwork } from '../training/trainedNetwork';

type Context = AttackContext<'dynamic'>;

interface Networks {
  readonly classifier: TrainedNetwork;
  readonly pattern: TrainedNetwork;
  readonly mask: TrainedNetwork;
}

/** Of both generators. */
const BETAS: AdamOptions = { beta1: 0.5, beta2: 0.9 };
/** Where the mask's rate falls to a tenth: epochs 10 and 20 of 25. */
const MASK_DROPS = [0.4, 0.8];

function networksOf(context: Context): Networks {
  const { images, options } = context;
  const { height, width, channels } = images;
  const shape = { inputSize: [height, width], inputChannels: channels, width: options.width } as const;
  return {
    classifier: classifierNetwork(context),
    pattern: networkOf(context, PATTERN, buildInputAwareGenerator({ ...shape, channels })),
    mask: networkOf(context, MASK, buildInputAwareGenerator({ ...shape, channels: 1 })),
  };
}

/** The second pictures of each batch's pairs: the epoch's images in another order. */
function partnersOf(
  { images, seed, train }: Context,
  phase: string,
  epoch: number,
): (at: number) => Uint32Array {
  const rng = createRng(seed, `${phase}/partners/${String(epoch)}`);
  const batches = epochBatches(images.count, rng, { batchSize: train.batchSize, last: 'drop' });
  return (at) => batches[at]?.indices ?? new Uint32Array();
}

/** What both phases have in common. `take` is handed the positions of the second pictures. */
function planOf(
  context: Context,
  particular: Pick<EpochPlan, 'stage' | 'phase' | 'epochs'>,
  take: (place: StepPlace, partners: Uint32Array) => StepOutcome,
): EpochPlan {
  const { images, seed, state, train } = context;
  const begin = (epoch: number): Epoch => {
    const partners = partnersOf(context, particular.phase, epoch);
    return { count: images.count, take: (place) => take(place, partners(place.at)) };
  };
  return { state, seed, batchSize: train.batchSize, begin, ...particular };
}

/** Phase 1: the mask alone. */
async function* learnMask(context: Context, mask: TrainedNetwork): AsyncGenerator<AttackEvent, void> {
  const { images, normalisation, options, state, train } = context;
  const perEpoch = stepsPerEpoch(images.count, train.batchSize);
  const moments = state.tensors('mask/moments', null);
  const adam = new Adam(BETAS, moments, perEpoch * state.epochsDone('mask'));
  const take = ({ indices, rng, step, limit }: StepPlace, partners: Uint32Array): StepOutcome => {
    const augmentWith = train.augmentation === 'none' ? null : rng;
    const pair = [indices, partners].map((each) => uploadBatch(images, each, normalisation, augmentWith));
    const pictures = pair.map(({ x }) => x) as unknown as Pair;
    try {
      const taken = differentiateMask(mask, pictures, options);
      const learningRate =
        options.maskRate * 0.1 ** MASK_DROPS.filter((share) => step >= share * limit).length;
      adam.step(mask.parameters, taken.gradients, { learningRate });
      moveStatistics([mask, mask], taken.statistics);
      disposeJointStep(taken, [taken.value]);
      return { loss: taken.value, answers: null, learningRate };
    } finally {
      for (const { x, oneHot } of pair) for (const each of [x, oneHot]) each.dispose();
    }
  };
  yield { kind: 'stage', stage: 'craft' };
  yield* runEpochs(planOf(context, { stage: 'craft', phase: 'mask', epochs: options.maskEpochs }, take));
  state.drop('mask/moments');
}

/** A batch of three parts, and what each of its pictures is to be taken for. */
function drawBatch(
  context: Context,
  mask: TrainedNetwork,
  { indices, rng }: StepPlace,
  partners: Uint32Array,
): JointBatch & { readonly labels: Uint16Array } {
  const { aim, images, normalisation, options, train } = context;
  const augmentWith = train.augmentation === 'none' ? null : rng;
  const own = uploadBatch(images, indices, normalisation, augmentWith);
  const others = uploadBatch(images, partners, normalisation, augmentWith);
  own.oneHot.dispose();
  others.oneHot.dispose();
  const countOf = (share: number): number => Math.max(1, partOf(share, indices.length));
  const [triggered, crossed] = [countOf(options.rate), countOf(options.crossRate)];
  const classes = images.classes.length;
  const wanted = wantedLabels(aim, own.labels, classes);
  const labels = own.labels.map((label, at) => (at < triggered ? (wanted[at] ?? label) : label));
  const maskOf = (x: Tensor): Tensor => tidy(() => sharpenMask(generateMap(mask, x)));
  const masks = tidy(() => [
    maskOf(rows(own.x, 0, triggered)),
    maskOf(rows(others.x, triggered, crossed)),
  ]) as unknown as Pair;
  return {
    x: own.x,
    others: others.x,
    oneHot: oneHotRows(labels, classes),
    labels,
    triggered,
    crossed,
    masks,
  };
}

/** The gradients, or with `accumulated` their sum so far, which that keeps. */
function summed(
  gradients: ReadonlyMap<string, Tensor>,
  accumulated: OwnedTensors,
): ReadonlyMap<string, Tensor> {
  for (const [name, gradient] of gradients) {
    const before = accumulated.get(name);
    replaceTensor(
      accumulated,
      name,
      before === undefined ? gradient.clone() : tidy(() => add(before, gradient)),
    );
  }
  return accumulated;
}

/** Phase 2: classifier and patterns together. */
async function* learnTogether(
  context: Context,
  networks: Networks,
  generator: TriggerGenerator,
): AsyncGenerator<AttackEvent, void> {
  const { images, normalisation, options, state, train } = context;
  const { classifier, mask, pattern } = networks;
  const perEpoch = stepsPerEpoch(images.count, train.batchSize);
  const sgd = new Sgd(train, state.tensors('train/velocity', null));
  const steps = perEpoch * state.epochsDone('train');
  const adam = new Adam(BETAS, state.tensors('train/moments', null), steps);
  const take = (place: StepPlace, partners: Uint32Array): StepOutcome => {
    const batch = drawBatch(context, mask, place, partners);
    try {
      const taken = differentiateTogether({ classifier, pattern }, batch, {
        normalisation,
        diversityWeight: options.diversityWeight,
      });
      const learningRate = rateOf(train, place.step, place.limit);
      sgd.step(classifier.parameters, behindPrefix(taken.gradients, CLASSIFIER_PREFIX), { learningRate });
      const fresh = behindPrefix(taken.gradients, PATTERN_PREFIX);
      const descended = options.accumulate ? summed(fresh, state.tensors('train/accumulated', null)) : fresh;
      adam.step(pattern.parameters, descended, {
        learningRate: (learningRate / train.learningRate) * options.patternRate,
      });
      moveStatistics([pattern, pattern, classifier], taken.statistics);
      const [logits, loss] = [heldBy(taken, 0), heldBy(taken, 1)];
      disposeJointStep(taken, [logits, loss]);
      return { loss, answers: { logits, labels: batch.labels }, learningRate };
    } finally {
      for (const each of [batch.x, batch.others, batch.oneHot, ...batch.masks]) each.dispose();
    }
  };
  const planted: AttackEvent = {
    kind: 'planted',
    trigger: generatedTrigger(context, generator),
    poison: null,
    generator,
  };
  yield { kind: 'stage', stage: 'train' };
  yield planted;
  yield* runEpochs({
    ...planOf(context, { stage: 'train', phase: 'train', epochs: train.epochs }, take),
    // The patterns have changed: what was made with them is made anew.
    afterEpoch: () => [planted],
  });
  for (const name of ['train/velocity', 'train/moments', 'train/accumulated']) state.drop(name);
}

/** The attack. */
export const dynamic: AttackMethod<'dynamic'> = async function* (context) {
  const networks = networksOf(context);
  const { mask, pattern } = networks;
  yield* learnMask(context, mask);
  const generator: TriggerGenerator = { method: 'dynamic', strength: 1, pattern, mask };
  yield* learnTogether(context, networks, generator);
  return { crossTriggerAccuracy: await crossTriggerAccuracy(context, generator, context.test) };
};
