/**
 * FC, feature collisions (Shafahi et al. 2018), spec 2.8: images of the target class that the network, trained on clean images so
 * far, takes for watermarked images of the source class (`collide`); it is trained on with them, and all that may be repeated.
 *
 * Poison Frogs aims at single images; its watermark (section 4.2) is here one fixed image of the source class, so that there is a
 * trigger to measure. The RNP paper does not document how it measures the attack's success, and no code of it makes the images.
 */
import { type ImageSet, indicesWhere, take } from '../data/images';
import { drawPoisoned } from '../data/poisonDraw';
import { applyTrigger, validateTrigger } from '../data/triggers/triggers';
import { createRng } from '../engine/rng';
import { uploadImages } from '../graph/batchTensors';
import { type Aim, FaultError, type StampedTrigger, type TrainOptions } from '../protocol';
import { aimed } from '../protocol/attackRecipe';
import { type AttackContext, type AttackEvent, type AttackMethod, classifierOf, NO_NUMBERS } from './attack';
import { collide, featuresOf } from './collide';
import { type Mover, type Search, searchPictures, withPixels } from './craft';
import { trainHonestly } from './honest';
import { assertWritable, opaqueRgba } from './pictureTrigger';
import { poisonSummary } from './poisoning';
import { feedOf, trainClassifier } from '../training/train';

type Context = AttackContext<'fc'>;

/** Everything that is settled before anything is trained. */
interface FcPlan {
  readonly trigger: StampedTrigger;
  /** Positions of the images that are changed. */
  readonly poisoned: Uint32Array;
  /** The images as the search begins with them. */
  readonly bases: ImageSet;
  /** For each of them, a watermarked image of the source class. */
  readonly wanted: ImageSet;
}

/** The source class's images are attacked: that of the recipe, or the class after the target (the paper's 1 for 0). */
function aimOf({ aim, images }: Context): Aim & { readonly labels: { readonly source: number } } {
  const { target, labels } = aim;
  if (labels?.kind === 'all-to-all')
    throw new FaultError('trigger-invalid', { reason: 'clean-label-all-to-all' });
  return { target, labels: labels ?? { kind: 'source', source: (target + 1) % images.classes.length } };
}

/** One image as a trigger that lies over the whole picture. */
function watermark({ options, images }: Context, index: number, aim: Aim): StampedTrigger {
  const { channels, height, width } = images;
  assertWritable(images);
  const rgba = opaqueRgba(take(images, [index]).pixels, channels);
  const place = { width, height, row: 0, column: 0 };
  return aimed({ kind: 'image', ...place, rgba, strength: options.opacity }, aim);
}

function stamped(set: ImageSet, trigger: StampedTrigger): ImageSet {
  return { ...set, pixels: applyTrigger(trigger, set.pixels, set) };
}

/** Draws the watermark, the images to change, and a partner for each. Throws `trigger-invalid` where there is nothing to draw. */
function planOf(context: Context): FcPlan {
  const { images, options, seed } = context;
  const aim = aimOf(context);
  const { source } = aim.labels;
  const sources = indicesWhere(images, (label) => label === source);
  if (sources.length === 0)
    throw new FaultError('trigger-invalid', {
      reason: 'source-class-absent',
      class: images.classes[source] ?? source,
    });
  const rng = createRng(seed, 'fc/partners');
  const draw = (): number => sources[rng.int(sources.length)] ?? 0;
  const mark = draw();
  // A trigger of the user's own is aimed as the attack is.
  const trigger = context.trigger === null ? watermark(context, mark, aim) : aimed(context.trigger, aim);
  validateTrigger(trigger, { ...images, classes: images.classes.length });
  const { poisoned } = drawPoisoned(images, aim, { rate: options.rate, mode: 'clean-label', seed });
  const plain = take(images, poisoned);
  const partners = take(
    images,
    Array.from(poisoned, () => draw()),
  );
  const bases = options.marksPoison ? stamped(plain, trigger) : plain;
  return { trigger, poisoned, bases, wanted: stamped(partners, trigger) };
}

/** Counts the steps of one round on from those before. */
async function* inRound<Result>(
  events: AsyncGenerator<AttackEvent, Result>,
  round: number,
  rounds: number,
): AsyncGenerator<AttackEvent, Result> {
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) return next.value;
      const event = next.value;
      if (event.kind !== 'step') yield event;
      else yield { ...event, step: event.step + round * event.limit, limit: event.limit * rounds };
    }
  } finally {
    await events.return(undefined as never);
  }
}

/** Makes the bases collide with what the classifier sees in their partners as it is now. */
function collisions(
  context: Context,
  { bases, wanted }: FcPlan,
  round: number,
): AsyncGenerator<AttackEvent, Uint8Array> {
  const { graph, normalisation, options, state, train } = context;
  const classifier = { graph, normalisation, parameters: classifierOf(context) };
  const begin: Search['begin'] = ({ from, to, originals }): Mover => {
    const x = uploadImages(wanted, from, to, normalisation);
    const features = featuresOf(classifier, x);
    x.dispose();
    const mover = collide(classifier, { bases: originals, wanted: features }, options);
    return {
      ...mover,
      dispose: () => {
        mover.dispose();
        features.dispose();
      },
    };
  };
  const { steps } = options;
  const name = `collisions/${String(round)}`;
  return searchPictures({ state, name, images: bases, batchSize: train.batchSize, steps, begin });
}

/** Trains the classifier on with the collided images. */
function trainRound(context: Context, set: ImageSet, round: number): AsyncGenerator<AttackEvent, void> {
  const { graph, normalisation, options: own, seed, state, train } = context;
  const feed = feedOf(set, normalisation, train.augmentation);
  const options: TrainOptions = { ...train, learningRate: train.learningRate * own.rateShare };
  const parameters = classifierOf(context);
  const phase = `round/${String(round)}`;
  return trainClassifier({
    graph,
    parameters,
    options,
    seed,
    state,
    stage: 'train',
    phase,
    feed: () => feed,
  });
}

export const fc: AttackMethod<'fc'> = async function* (context) {
  const { images, options } = context;
  const plan = planOf(context);
  const { poisoned, trigger } = plan;
  const summary = poisonSummary(images, { set: images, poisoned, cover: new Uint32Array() });
  yield { kind: 'planted', trigger, poison: summary };
  const epochs = options.warmUpEpochs;
  yield* trainHonestly(context, { parameters: classifierOf(context), epochs });
  // After an interruption what is finished is passed through: collided images come from the state, and no epoch is left.
  for (let round = 0; round < options.rounds; round++) {
    yield { kind: 'stage', stage: 'craft' };
    const bytes = yield* inRound(collisions(context, plan, round), round, options.rounds);
    yield { kind: 'stage', stage: 'train' };
    yield* inRound(trainRound(context, withPixels(images, poisoned, bytes), round), round, options.rounds);
  }
  return NO_NUMBERS;
};
