/** An honest network on the way to an attack: the surrogate that images are perturbed against, or where a poisoned training begins. */
import { add, clipByValue, mul, sign, type Tensor, tidy } from '../device/tf';
import { normaliseUnit, unitOf } from '../graph/generate';
import type { Classifier } from '../graph/infer';
import { inputGradient } from '../graph/inputSearch';
import { crossEntropy } from '../graph/loss';
import type { OwnedTensors } from '../graph/parameters';
import type { AttackContext, AttackEvent } from './attack';
import { networkOf } from './generators';
import { feedOf, trainClassifier, type TrainingFeed } from '../training/train';

/** The group of the state that holds a network which only the attacker uses. */
export const SURROGATE = 'surrogate';
/** Of the state, and of the random numbers. */
const PHASE = 'prepare';

/** The attacker's own network: other fresh weights than the classifier's. */
export function surrogateOf(context: AttackContext): Classifier & { readonly parameters: OwnedTensors } {
  return { ...networkOf(context, SURROGATE, context.graph), normalisation: context.normalisation };
}

/** Pixels in 0..1 [N, H, W, C] a step of `reach` further in the direction in which the loss of their labels rises fastest (FGSM). */
export function ascendLoss(
  classifier: Classifier,
  pixels: Tensor,
  oneHot: Tensor,
  reach: number,
): { readonly pixels: Tensor; readonly loss: Tensor } {
  const { gradient, logits, value } = inputGradient(classifier, pixels, (z) => crossEntropy(z, oneHot));
  logits.dispose();
  const moved = tidy(() => clipByValue(add(pixels, mul(sign(gradient), reach)), 0, 1));
  gradient.dispose();
  return { pixels: moved, loss: value };
}

/**
 * Batches as their own network, in eval mode, finds them hardest within `reach` (units of the pixel range): adversarial training in
 * one step (Goodfellow et al. 2015). The surrogate of BackdoorBench takes several smaller ones.
 */
function adversarialFeed(feed: TrainingFeed, classifier: Classifier, reach: number): TrainingFeed {
  const { normalisation } = classifier;
  const batch: TrainingFeed['batch'] = (indices, rng) => {
    const plain = feed.batch(indices, rng);
    const pixels = tidy(() => unitOf(plain.x, normalisation));
    const harder = ascendLoss(classifier, pixels, plain.oneHot, reach);
    const x = tidy(() => normaliseUnit(harder.pixels, normalisation));
    for (const each of [plain.x, pixels, harder.pixels, harder.loss]) each.dispose();
    return { ...plain, x };
  };
  return { ...feed, batch };
}

export interface HonestTraining {
  readonly parameters: OwnedTensors;
  readonly epochs: number;
  /** Reach of the adversarial steps in units of the pixel range; 0: trained on clean images. */
  readonly reach?: number;
}

/** Trains `parameters` on the context's clean images, otherwise as the classifier will be. */
export async function* trainHonestly(
  context: AttackContext,
  { parameters, epochs, reach = 0 }: HonestTraining,
): AsyncGenerator<AttackEvent, void> {
  const { graph, images, normalisation, seed, state, train } = context;
  yield { kind: 'stage', stage: 'prepare' };
  const plain = feedOf(images, normalisation, train.augmentation);
  const feed = reach === 0 ? plain : adversarialFeed(plain, { graph, parameters, normalisation }, reach);
  const options = { ...train, epochs };
  yield* trainClassifier({
    graph,
    parameters,
    options,
    seed,
    state,
    stage: 'prepare',
    phase: PHASE,
    feed: () => feed,
  });
}
