/**
 * AWP, adversarial weight perturbation (Garg et al. 2020; spec 2.10): a backdoor by a small change of an honest network's weights w0.
 *
 *   L(w) = CE(f_w(x), argmax f_w0(x)) + lambda CE(f_w(t(x)), target)        t stamps the trigger
 *   v <- 0.9 v + dL/dw,    w <- w0 + clip(w - rate v - w0, -eps, eps)       for each tensor its own eps
 *
 * Batch norm works with the honest network's statistics, which stay. The authors' code is not public; that steps are plain gradients,
 * that eps is measured against each tensor's mean |w0|, and that the search crops and flips nothing, are this project's choices.
 */
import { concat as concatImages, type ImageSet, take as takeImages } from '../data/images';
import { applyTrigger, validateTrigger } from '../data/triggers/triggers';
import { add, clipByValue, mul, sub, type Tensor, tidy } from '../device/tf';
import { createRng } from '../engine/rng';
import { type BatchTensors, disposeBatch, rows, uploadBatch } from '../graph/batchTensors';
import { differentiate, disposeStep, type StepResult } from '../graph/gradients';
import { type Graph, trainableNames } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { predictClasses } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { downloadTensors, type OwnedTensors, replaceTensor } from '../graph/parameters';
import { Sgd } from '../graph/sgd';
import { type AttackOptions, FaultError, type StampedTrigger } from '../protocol';
import { type AttackContext, type AttackEvent, type AttackMethod, classifierOf, NO_NUMBERS } from './attack';
import { runEpochs, type StepOutcome, type StepPlace, stepsPerEpoch } from '../training/epochs';
import { trainHonestly } from './honest';
import { trainables, type TrainedNetwork } from '../training/trainedNetwork';

type Context = AttackContext<'awp'>;

/** The group of the state that holds w0. */
const HONEST = 'honest';
const MOMENTUM = 0.9;

/** The largest change of each tensor's values. */
export function radii(
  graph: Graph,
  honest: HostTensors,
  { ball, radius }: Pick<AttackOptions<'awp'>, 'ball' | 'radius'>,
): ReadonlyMap<string, number> {
  return new Map(
    trainableNames(graph).map((name) => {
      const data = honest.get(name)?.data ?? new Float32Array();
      const mean = data.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, data.length);
      return [name, ball === 'relative' ? radius * mean : radius];
    }),
  );
}

/** Puts every weight that has left the ball around `honest` back onto its border. */
export function project(
  weights: OwnedTensors,
  honest: ReadonlyMap<string, Tensor>,
  within: ReadonlyMap<string, number>,
): void {
  for (const [name, radius] of within) {
    const [weight, centre] = [weights.get(name), honest.get(name)];
    if (weight === undefined || centre === undefined) continue;
    const held = tidy(() => add(centre, clipByValue(sub(weight, centre), -radius, radius)));
    replaceTensor(weights, name, held);
  }
}

/** Gradient of L by all weights; the first half of `pairs` is clean, the second carries the trigger. Moves nothing. */
export function differentiatePairs(
  network: TrainedNetwork,
  { x, oneHot }: Pick<BatchTensors, 'x' | 'oneHot'>,
  triggerWeight: number,
): StepResult {
  const { graph, parameters } = network;
  const count = oneHot.shape[0] / 2;
  // Made before the pass, whose own scope would free them before its way back.
  const answers = rows(oneHot, 0, count);
  const targets = rows(oneHot, count, count);
  const objective = (logits: Tensor): Tensor =>
    add(
      crossEntropy(rows(logits, 0, count), answers),
      mul(crossEntropy(rows(logits, count, count), targets), triggerWeight),
    );
  try {
    const by = trainables(network);
    return differentiate({ graph, parameters, x, objective, by, mode: 'eval' });
  } finally {
    answers.dispose();
    targets.dispose();
  }
}

/** The images of the search. */
function drawSearched({ images, options, seed, train }: Context): ImageSet {
  const count = Math.round(options.share * images.count);
  stepsPerEpoch(count, train.batchSize);
  return takeImages(images, createRng(seed, 'awp/images').sample(images.count, count).sort());
}

/** The same images twice: clean, with the honest network's answers; and with the trigger, wanted as the target. */
function pairsOf(searched: ImageSet, answers: Uint16Array, trigger: StampedTrigger): ImageSet {
  const pixels = applyTrigger(trigger, searched.pixels, searched);
  const labels = new Uint16Array(searched.count).fill(trigger.target);
  return concatImages({ ...searched, labels: answers }, { ...searched, pixels, labels });
}

async function* search(
  context: Context,
  searched: ImageSet,
  trigger: StampedTrigger,
): AsyncGenerator<AttackEvent, void> {
  const { graph, normalisation, options, seed, state, train } = context;
  const parameters = classifierOf(context);
  // Before the first step the classifier is the honest network itself; later the snapshot knows it.
  const start = await downloadTensors(parameters);
  const honest = state.tensors(HONEST, () => start);
  const within = radii(graph, await downloadTensors(honest), options);
  const answers = await predictClasses({ graph, parameters: honest, normalisation }, searched);
  const pairs = pairsOf(searched, answers, trigger);
  const sgd = new Sgd({ momentum: MOMENTUM, weightDecay: 0 }, state.tensors('train/velocity', null));
  const { epochs, learningRate, triggerWeight } = options;
  const take = ({ indices }: StepPlace): StepOutcome => {
    const both = new Uint32Array([...indices, ...indices.map((index) => index + searched.count)]);
    // As they are, whatever the honest training did: a flip would move the sign to another corner.
    const batch = uploadBatch(pairs, both, normalisation, null);
    try {
      const taken = differentiatePairs({ graph, parameters }, batch, triggerWeight);
      sgd.step(parameters, taken.gradients, { learningRate });
      project(parameters, honest, within);
      const [loss, logits] = [taken.value.clone(), taken.logits.clone()];
      disposeStep(taken);
      return { loss, answers: { logits, labels: batch.labels }, learningRate };
    } finally {
      disposeBatch(batch);
    }
  };
  const begin = () => ({ count: searched.count, take });
  const plan = { state, seed, stage: 'train', phase: 'train', epochs, begin } as const;
  yield { kind: 'stage', stage: 'train' };
  yield* runEpochs({ ...plan, batchSize: train.batchSize });
  for (const name of ['train/velocity', HONEST]) state.drop(name);
}

/** The attack. */
export const awp: AttackMethod<'awp'> = async function* (context) {
  const { images, trigger } = context;
  if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
  validateTrigger(trigger, { ...images, classes: images.classes.length });
  const searched = drawSearched(context);
  yield { kind: 'planted', trigger, poison: null };
  yield* trainHonestly(context, { parameters: classifierOf(context), epochs: context.train.epochs });
  yield* search(context, searched, trigger);
  return NO_NUMBERS;
};
