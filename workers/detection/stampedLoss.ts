/**
 * What Neural Cleanse descends on, for several classes t at once (spec 4.1), over images x in 0..1 of any class:
 *
 *   sum over t of  CE(f((1 - m_t) x + m_t p_t), t) + cost_t R(m_t),      R = sum m  or  sqrt(sum m^2)
 *   m = tanh(M) / (2 + 1e-7) + 1/2,  p likewise:  M [1, H W, 1] and P [1, H W, C] move, the network stands still in eval mode
 *
 * Classes do not know of each other: the gradient of each is what it would be alone.
 */
import {
  add,
  concat,
  div,
  mul,
  ones,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  type Tensor,
  tensor1d,
  tidy,
} from '../device/tf';
import { oneHotRows } from '../graph/batchTensors';
import { normaliseUnit } from '../graph/generate';
import { differentiateJointly, disposeJointStep, type JointStep } from '../graph/gradients';
import type { Classifier } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { parameter, type Parameters } from '../graph/nodeOps';
import type { NeuralCleanseOptions } from '../protocol/detection/neuralCleanse';

/** Keeps what is opened off 0 and 1. */
const MARGIN = 1e-7;

/** Names of what is searched for a class. */
export function triggerNames(label: number): { readonly mask: string; readonly pattern: string } {
  return { mask: `mask/${String(label)}`, pattern: `pattern/${String(label)}` };
}

/** Values of all numbers bent into 0..1. */
export function openUnit(raw: Float32Array): Float32Array {
  return raw.map((value) => Math.tanh(value) / (2 + MARGIN) + 0.5);
}

function opened(raw: Tensor): Tensor {
  return add(div(tanh(raw), 2 + MARGIN), 0.5);
}

/** A class whose trigger is searched, and the weight of its mask's size. */
export interface CostedClass {
  readonly label: number;
  readonly cost: number;
}

/** All tensors are the caller's. */
export interface StampedGradient {
  /** By the names of {@link triggerNames}. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** [classes x images, K], class by class. */
  readonly logits: Tensor;
  /** R of each class. */
  readonly sizes: Tensor;
}

/** Images x [N, H, W, C] with every trigger on each: [G N, H, W, C], trigger by trigger. */
function stamp(x: Tensor, masks: Tensor, patterns: Tensor): Tensor {
  const [count = 1, height = 1, width = 1, channels = 1] = x.shape;
  const groups = masks.shape[0];
  const flat = height * width * channels;
  const cover = reshape(mul(masks, ones([1, 1, channels])), [groups, 1, flat]);
  const images = reshape(x, [1, count, flat]);
  const stamped = add(images, mul(cover, sub(reshape(patterns, [groups, 1, flat]), images)));
  return reshape(stamped, [groups * count, height, width, channels]);
}

/** Below the root, whose slope at 0 is no number: a mask may vanish, where the network says the class of everything. */
const LEAST_SQUARES = 1e-12;

function sizesOf(masks: Tensor, norm: NeuralCleanseOptions['norm']): Tensor {
  return norm === 'l1' ? sum(masks, [1, 2]) : sqrt(add(sum(square(masks), [1, 2]), LEAST_SQUARES));
}

/** Gradient of the loss by masks and patterns of some classes, on x [N, H, W, C], which is normalised. Moves nothing. */
export function differentiateStamped(
  { graph, masks: siteMasks, normalisation, parameters }: Classifier,
  x: Tensor,
  searched: Parameters,
  classes: readonly CostedClass[],
  norm: NeuralCleanseOptions['norm'],
): StampedGradient {
  const count = x.shape[0];
  const named = classes.map(({ label }) => triggerNames(label));
  const by = new Map(
    named.flatMap(({ mask, pattern }) => [mask, pattern]).map((name) => [name, parameter(searched, name)]),
  );
  const given = tidy(() => ({
    oneHot: oneHotRows(
      classes.flatMap(({ label }) => Array.from({ length: count }, () => label)),
      graph.classes,
    ),
    costs: tensor1d(classes.map(({ cost }) => cost)),
  }));
  const all = (key: 'mask' | 'pattern'): Tensor =>
    opened(concat(named.map((names) => parameter(searched, names[key]))));
  try {
    const step: JointStep = differentiateJointly({
      objective: (pass, hold) => {
        const masks = all('mask');
        const stamped = stamp(x, masks, normaliseUnit(all('pattern'), normalisation));
        const options = siteMasks === undefined ? {} : { masks: siteMasks };
        const { output } = pass({ graph, parameters, x: stamped, mode: 'eval', ...options });
        const sizes = sizesOf(masks, norm);
        const [logits, held] = [hold(output), hold(sizes)];
        // The mean over all rows, times the classes, is the sum of each class's mean.
        return add(mul(crossEntropy(logits, given.oneHot), classes.length), sum(mul(held, given.costs)));
      },
      by,
    });
    const [logits, sizes] = step.held;
    if (logits === undefined || sizes === undefined) throw new RangeError('logits and sizes are held');
    disposeJointStep(step, [logits, sizes, ...step.gradients.values()]);
    return { gradients: step.gradients, logits, sizes };
  } finally {
    given.oneHot.dispose();
    given.costs.dispose();
  }
}
