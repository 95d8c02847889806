/**
 * The steps of LIRA (Doan et al. 2021; spec 2.11; lira_trigger_generation.py): T(x) = clip(x + strength g(x)), t the target.
 *
 *   generator    CE(f(T(x)), t)                                         by g alone, f as it is
 *   classifier   weight CE(f(x), y) + (1 - weight) CE(f(T'(x)), t)      by f alone, T' with the kept copy of g in eval mode
 *
 * f runs in train mode both times. In the reference three times a batch: clean pictures and triggered ones each normalise with
 * statistics of their own, which tell the two apart in training and are not there in use. `together` passes both as one batch.
 * Running statistics move in the generator's step, too, as in the reference.
 */
import { add, concat, mul, type Tensor } from '../device/tf';
import type { Normalisation } from '../data/normalise';
import { rows } from '../graph/batchTensors';
import { addNoise } from '../graph/generate';
import { differentiateJointly, type JointStep } from '../graph/gradients';
import { crossEntropy } from '../graph/loss';
import { type TrainedNetwork, trainables } from '../training/trainedNetwork';

/**
 * Gradient of the generator's loss on x [N, H, W, C] with one-hot targets [N, K]; held: the logits of the triggered pictures. Passes
 * in order: generator, classifier.
 */
export function differentiateGenerator(
  networks: { readonly classifier: TrainedNetwork; readonly generator: TrainedNetwork },
  batch: { readonly x: Tensor; readonly targets: Tensor },
  {
    normalisation,
    strength,
    together,
  }: { readonly normalisation: Normalisation; readonly strength: number; readonly together: boolean },
): JointStep {
  const { classifier, generator } = networks;
  const count = batch.x.shape[0];
  return differentiateJointly({
    by: trainables(generator),
    objective: (pass, hold) => {
      const noise = pass({ ...generator, x: batch.x, mode: 'train' }).output;
      const triggered = addNoise(batch.x, noise, strength, normalisation);
      const x = together ? concat([batch.x, triggered]) : triggered;
      const { output } = pass({ ...classifier, x, mode: 'train' });
      return crossEntropy(hold(together ? rows(output, count, count) : output), batch.targets);
    },
  });
}

/**
 * Gradient of the classifier's loss; held: the logits of x and those of `triggered` [N, H, W, C], which stays fixed. Passes in
 * that order, or one with both.
 */
export function differentiateClassifier(
  classifier: TrainedNetwork,
  batch: {
    readonly x: Tensor;
    readonly oneHot: Tensor;
    readonly triggered: Tensor;
    readonly targets: Tensor;
  },
  { cleanWeight, together }: { readonly cleanWeight: number; readonly together: boolean },
): JointStep {
  const count = batch.x.shape[0];
  return differentiateJointly({
    by: trainables(classifier),
    objective: (pass, hold) => {
      const logitsOf = (x: Tensor): Tensor => pass({ ...classifier, x, mode: 'train' }).output;
      const both = together ? logitsOf(concat([batch.x, batch.triggered])) : null;
      const clean = hold(both === null ? logitsOf(batch.x) : rows(both, 0, count));
      const triggered = hold(both === null ? logitsOf(batch.triggered) : rows(both, count, count));
      return add(
        mul(crossEntropy(clean, batch.oneHot), cleanWeight),
        mul(crossEntropy(triggered, batch.targets), 1 - cleanWeight),
      );
    },
  });
}
