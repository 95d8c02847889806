/**
 * The steps of LIRA (Doan et al. 2021; spec 2.11; lira_trigger_generation.py): T(x) = clip(x + strength g(x)), t the target.
 *
 *   generator    CE(f(T(x)), t)                                         by g alone, f as it is
 *   classifier   weight CE(f(x), y) + (1 - weight) CE(f(T'(x)), t)      by f alone, T' with the kept copy of g in eval mode
 *
 * f runs in train mode both times, and so three times a batch: each pass normalises with its own statistics and moves the
 * running ones, in the generator's step too, as in the reference.
 */
import { add, mul, type Tensor } from '../device/tf';
import type { Normalisation } from '../data/normalise';
import { addNoise } from '../graph/generate';
import { differentiateJointly, type JointStep } from '../graph/gradients';
import { crossEntropy } from '../graph/loss';
import { type TrainedNetwork, trainables } from './trainedNetwork';

/**
 * Gradient of the generator's loss on x [N, H, W, C] with one-hot targets [N, K]; held: the logits. Passes in order: generator,
 * classifier.
 */
export function differentiateGenerator(
  networks: { readonly classifier: TrainedNetwork; readonly generator: TrainedNetwork },
  batch: { readonly x: Tensor; readonly targets: Tensor },
  { normalisation, strength }: { readonly normalisation: Normalisation; readonly strength: number },
): JointStep {
  const { classifier, generator } = networks;
  return differentiateJointly({
    by: trainables(generator),
    objective: (pass, hold) => {
      const noise = pass({ ...generator, x: batch.x, mode: 'train' }).output;
      const triggered = addNoise(batch.x, noise, strength, normalisation);
      const { output } = pass({ ...classifier, x: triggered, mode: 'train' });
      return crossEntropy(hold(output), batch.targets);
    },
  });
}

/**
 * Gradient of the classifier's loss; held: the logits of x and those of `triggered` [N, H, W, C], which stays fixed. Passes in
 * that order.
 */
export function differentiateClassifier(
  classifier: TrainedNetwork,
  batch: {
    readonly x: Tensor;
    readonly oneHot: Tensor;
    readonly triggered: Tensor;
    readonly targets: Tensor;
  },
  cleanWeight: number,
): JointStep {
  return differentiateJointly({
    by: trainables(classifier),
    objective: (pass, hold) => {
      const lossOf = (x: Tensor, oneHot: Tensor): Tensor =>
        crossEntropy(hold(pass({ ...classifier, x, mode: 'train' }).output), oneHot);
      const clean = lossOf(batch.x, batch.oneHot);
      return add(mul(clean, cleanWeight), mul(lossOf(batch.triggered, batch.targets), 1 - cleanWeight));
    },
  });
}
