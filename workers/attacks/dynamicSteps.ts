/**
 * The steps of the input-aware attack (Nguyen & Tran 2020; spec 2.6; train.py of its repository). d is the root mean square
 * difference of two maps of one picture, p the normalised pattern, m the sharpened mask, ~ the second picture of a pair.
 *
 *   mask       densityWeight mean(relu(m - density)) + diversityWeight mean( d(x, x~) / (d(m, m~) + 1e-7) )
 *   joint      CE(f(batch), labels) + diversityWeight mean( d(x, x~) / (d(p, p~) + 1e-7) )
 *
 * A batch begins with pictures that carry their own trigger (label: the target), then come some that carry the trigger of
 * another picture (their own label), then clean ones.
 */
import { add, concat, div, mean, mul, relu, reshape, sqrt, square, sub, type Tensor } from '../device/tf';
import type { Normalisation } from '../data/normalise';
import { blendPattern, normaliseUnit, sharpenMask } from '../graph/generate';
import { rows } from '../graph/batchTensors';
import { differentiateJointly, type JointStep } from '../graph/gradients';
import { crossEntropy } from '../graph/loss';
import { type TrainedNetwork, trainables } from '../training/trainedNetwork';

const EPSILON = 1e-7;
/** Added under the root, whose slope at 0 is infinite: the reference fails where both maps of a pair are equal. */
const UNDER_ROOT = 1e-14;

/** Root mean square difference of each of N pairs: [N]. */
function distances(left: Tensor, right: Tensor): Tensor {
  const differences = reshape(sub(left, right), [left.shape[0], -1]);
  return sqrt(add(mean(square(differences), 1), UNDER_ROOT));
}

/** A pair of batches of equal length. */
export type Pair = readonly [Tensor, Tensor];

/** Mean over the pairs of how much further apart the pictures are than the maps made for them: a scalar. */
export function diversityLoss(pictures: Pair, maps: Pair): Tensor {
  return mean(div(distances(...pictures), add(distances(...maps), EPSILON)));
}

export interface MaskWeights {
  /** Share of a picture up to which a mask costs nothing. */
  readonly density: number;
  readonly densityWeight: number;
  readonly diversityWeight: number;
}

/**
 * Gradient of the mask's loss on pairs of pictures [N, H, W, C]; held: the two parts, unweighted. The reference multiplies the
 * diversity by its weight twice (it is 1 there), and runs the network once more for nothing: neither is done here.
 */
export function differentiateMask(mask: TrainedNetwork, pictures: Pair, weights: MaskWeights): JointStep {
  return differentiateJointly({
    by: trainables(mask),
    objective: (pass, hold) => {
      const maskOf = (x: Tensor): Tensor => sharpenMask(pass({ ...mask, x, mode: 'train' }).output);
      const masks = [maskOf(pictures[0]), maskOf(pictures[1])] as const;
      const density = hold(mean(relu(sub(masks[0], weights.density))));
      const diversity = hold(diversityLoss(pictures, masks));
      return add(mul(density, weights.densityWeight), mul(diversity, weights.diversityWeight));
    },
  });
}

export interface JointBatch {
  /** [N, H, W, C]. */
  readonly x: Tensor;
  /** The second pictures, in another order. */
  readonly others: Tensor;
  /** [N, K]: what each picture of the batch is to be taken for. */
  readonly oneHot: Tensor;
  /** How many carry their own trigger, and how many another picture's. */
  readonly triggered: number;
  readonly crossed: number;
  /** Sharpened masks of the triggered pictures, and of those whose trigger is carried by others. */
  readonly masks: Pair;
}

/** Prefixes of the names of a joint step's gradients. */
export const CLASSIFIER_PREFIX = 'classifier/';
export const PATTERN_PREFIX = 'pattern/';

/**
 * Gradients of the joint loss by both networks' parameters; held: the logits [N, K], the cross-entropy and the diversity. Passes
 * in order: the pattern on the triggered pictures, the pattern on the others, the classifier.
 */
export function differentiateTogether(
  networks: { readonly classifier: TrainedNetwork; readonly pattern: TrainedNetwork },
  batch: JointBatch,
  {
    normalisation,
    diversityWeight,
  }: { readonly normalisation: Normalisation; readonly diversityWeight: number },
): JointStep {
  const { classifier, pattern } = networks;
  const { x, others, oneHot, triggered, crossed, masks } = batch;
  const clean = triggered + crossed;
  return differentiateJointly({
    by: new Map([...trainables(classifier, CLASSIFIER_PREFIX), ...trainables(pattern, PATTERN_PREFIX)]),
    objective: (pass, hold) => {
      const patternOf = (from: Tensor): Tensor =>
        normaliseUnit(pass({ ...pattern, x: from, mode: 'train' }).output, normalisation);
      const [own, foreign] = [rows(x, 0, triggered), rows(others, triggered, crossed)];
      const patterns = [patternOf(own), patternOf(foreign)] as const;
      const inputs = concat([
        blendPattern(own, patterns[0], masks[0]),
        blendPattern(rows(x, triggered, crossed), patterns[1], masks[1]),
        ...(clean < x.shape[0] ? [rows(x, clean, x.shape[0] - clean)] : []),
      ]);
      const logits = hold(pass({ ...classifier, x: inputs, mode: 'train' }).output);
      const loss = hold(crossEntropy(logits, oneHot));
      const pairs = Math.min(triggered, crossed);
      const first = (maps: Tensor): Tensor => rows(maps, 0, pairs);
      const diversity = hold(
        diversityLoss([first(own), first(foreign)], [first(patterns[0]), first(patterns[1])]),
      );
      return add(loss, mul(diversity, diversityWeight));
    },
  });
}
