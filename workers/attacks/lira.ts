/**
 * LIRA (Doan et al. 2021; spec 2.11): T(x) = clip(x + strength g(x)). First the generator and the classifier learn in turn, the
 * classifier against the generator of the epoch before; then the classifier alone, under a noise as weak as it is to be in use.
 *
 * The reference crops by up to 5 pixels and rotates; here augmentation is that of the training options. It keeps the generator
 * that does best on the test images; here, where test images decide nothing, the last one is kept.
 */
import { type Tensor, tidy } from '../device/tf';
import { Adam } from '../graph/adam';
import { disposeBatch, oneHotRows, uploadBatch } from '../graph/batchTensors';
import { type TriggerGenerator, triggerPictures } from '../graph/generate';
import { disposeJointStep, heldBy } from '../graph/gradients';
import type { HostTensors } from '../graph/hostTensors';
import { type OwnedTensors, replaceTensor, uploadTensors } from '../graph/parameters';
import { Sgd } from '../graph/sgd';
import { buildUnet } from '../nets/generators';
import { initialParameters } from '../nets/initialise';
import { wantedLabels } from '../protocol';
import { type AttackContext, type AttackEvent, type AttackMethod, NO_NUMBERS } from './attack';
import { type Epoch, runEpochs, type StepOutcome, type StepPlace, stepsPerEpoch } from '../training/epochs';
import { classifierNetwork, freshParameters, generatedTrigger, networkOf, PATTERN } from './generators';
import { differentiateClassifier, differentiateGenerator } from './liraSteps';
import { rateOf } from '../training/train';
import { moveStatistics, type TrainedNetwork } from '../training/trainedNetwork';

type Context = AttackContext<'lira'>;

/** The generator as the classifier meets it while both learn: that of the epoch before. */
const KEPT = 'pattern/kept';
/** Of the classifier while both learn, unless it is renewed each epoch; weights do not decay there (both as in the reference). */
const JOINT_MOMENTUM = 0.9;

function generatorNetwork(context: Context): TrainedNetwork {
  const { images, options } = context;
  const { height, width, channels: inputChannels } = images;
  const shape = { inputSize: [height, width], inputChannels, width: options.width } as const;
  return networkOf(context, PATTERN, buildUnet({ ...shape, levels: options.levels }));
}

function replaceAll(tensors: OwnedTensors, host: HostTensors): void {
  for (const [name, each] of uploadTensors(host)) replaceTensor(tensors, name, each);
}

interface LiraBatch {
  readonly x: Tensor;
  readonly oneHot: Tensor;
  /** [N, K]: what each picture is to be taken for with its trigger. */
  readonly targets: Tensor;
  readonly labels: Uint16Array;
}

/** Hands a batch to `use` and frees it. */
function withBatch<T>(context: Context, { indices, rng }: StepPlace, use: (batch: LiraBatch) => T): T {
  const { aim, images, normalisation, train } = context;
  const batch = uploadBatch(images, indices, normalisation, train.augmentation === 'none' ? null : rng);
  const classes = images.classes.length;
  const targets = oneHotRows(wantedLabels(aim, batch.labels, classes), classes);
  try {
    return use({ ...batch, targets });
  } finally {
    disposeBatch(batch);
    targets.dispose();
  }
}

/** One step of the classifier against a generator that stays as it is. */
function moveClassifier(
  context: Context,
  batch: LiraBatch,
  generator: TriggerGenerator,
  { sgd, learningRate }: { readonly sgd: Sgd; readonly learningRate: number },
): StepOutcome {
  const { normalisation, options } = context;
  const classifier = classifierNetwork(context);
  const triggered = tidy(() => triggerPictures(generator, batch.x, normalisation));
  try {
    const step = differentiateClassifier(classifier, { ...batch, triggered }, options);
    sgd.step(classifier.parameters, step.gradients, { learningRate });
    moveStatistics(options.together ? [classifier] : [classifier, classifier], step.statistics);
    const logits = heldBy(step, 0);
    disposeJointStep(step, [step.value, logits]);
    return { loss: step.value, answers: { logits, labels: batch.labels }, learningRate };
  } finally {
    triggered.dispose();
  }
}

/** Stage 1: generator and classifier in turn. */
async function* learnInTurn(context: Context, generator: TrainedNetwork): AsyncGenerator<AttackEvent, void> {
  const { graph, images, normalisation, options, seed, state, train } = context;
  const { strength, together } = options;
  const classifier = classifierNetwork(context);
  const kept = state.tensors(KEPT, () => freshParameters(context, PATTERN, generator.graph));
  const before: TriggerGenerator = {
    method: 'lira',
    strength,
    pattern: { graph: generator.graph, parameters: kept },
    mask: null,
  };
  const steps = stepsPerEpoch(images.count, train.batchSize) * state.epochsDone('joint');
  const adam = new Adam(undefined, state.tensors('joint/moments', null), steps);
  const momentum = options.renew ? 0 : JOINT_MOMENTUM;
  const sgd = new Sgd({ momentum, weightDecay: 0 }, state.tensors('joint/velocity', null));
  const take = (place: StepPlace): StepOutcome =>
    withBatch(context, place, (batch) => {
      const how = { normalisation, strength, together };
      const step = differentiateGenerator({ classifier, generator }, batch, how);
      adam.step(generator.parameters, step.gradients, { learningRate: options.generatorRate });
      moveStatistics([generator, classifier], step.statistics);
      disposeJointStep(step);
      return moveClassifier(context, batch, before, { sgd, learningRate: options.jointRate });
    });
  const afterEpoch = (epoch: number): AttackEvent[] => {
    for (const [name, each] of generator.parameters) replaceTensor(kept, name, each.clone());
    if (options.renew) {
      replaceAll(classifier.parameters, initialParameters(graph, `${String(seed)}/epoch/${String(epoch)}`));
    }
    return [];
  };
  const { count } = images;
  const { batchSize } = train;
  const name = { stage: 'craft', phase: 'joint', epochs: options.jointEpochs } as const;
  yield { kind: 'stage', stage: 'craft' };
  yield* runEpochs({ state, seed, ...name, batchSize, begin: () => ({ count, take }), afterEpoch });
  for (const group of [KEPT, 'joint/moments', 'joint/velocity']) state.drop(group);
}

/** Stage 2: the classifier alone. */
async function* learnToObey(
  context: Context,
  generator: TriggerGenerator,
): AsyncGenerator<AttackEvent, void> {
  const { graph, images, options, seed, state, train } = context;
  if (options.restart && state.epochsDone('train') === 0) {
    replaceAll(classifierNetwork(context).parameters, initialParameters(graph, `${String(seed)}/restart`));
  }
  const sgd = new Sgd(train, state.tensors('train/velocity', null));
  const take = (place: StepPlace): StepOutcome =>
    withBatch(context, place, (batch) => {
      const learningRate = rateOf(train, place.step, place.limit);
      return moveClassifier(context, batch, generator, { sgd, learningRate });
    });
  yield { kind: 'stage', stage: 'train' };
  yield { kind: 'planted', trigger: generatedTrigger(context, generator), poison: null, generator };
  const { batchSize, epochs } = train;
  const begin = (): Epoch => ({ count: images.count, take });
  yield* runEpochs({ state, seed, stage: 'train', phase: 'train', epochs, batchSize, begin });
  state.drop('train/velocity');
}

/** The attack. */
export const lira: AttackMethod<'lira'> = async function* (context) {
  const pattern = generatorNetwork(context);
  yield* learnInTurn(context, pattern);
  const strength = context.options.testStrength;
  yield* learnToObey(context, { method: 'lira', strength, pattern, mask: null });
  return NO_NUMBERS;
};
