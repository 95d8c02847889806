/**
 * Searches in input space: pixels in 0..1 that are moved by gradients until a network says, or its features show, what is wanted.
 * Shared by the margin search (one picture per trial), the search for the revealed trigger (one change for all pictures) and
 * by the attacks that make a trigger or perturb images.
 */
import {
  cast,
  clipByValue,
  div,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  scalar,
  tensor,
  type Tensor,
  tidy,
} from '../device/tf';
import type { Normalisation } from '../data/normalise';
import { disposeStatistics } from './forward';
import { normaliseUnit } from './generate';
import { differentiate } from './gradients';
import type { Classifier } from './infer';

/** Turns bytes into 0..1; what the network sees is made of that on the device. */
export function unitRange(channels: number): Normalisation {
  return { mean: Array.from({ length: channels }, () => 0), std: Array.from({ length: channels }, () => 1) };
}

/** All tensors are the caller's. */
export interface InputGradient {
  /** The objective: a scalar. */
  readonly value: Tensor;
  /** [N, K]. */
  readonly logits: Tensor;
  /** Gradient of the objective by the pixels [N, H, W, C]; 0 where a pixel is held at 0 or 1. */
  readonly gradient: Tensor;
}

/** What is differentiated: a scalar from the logits [N, K], or from the output of a node. */
export type InputObjective =
  ((logits: Tensor) => Tensor) | { readonly node: string; readonly of: (output: Tensor) => Tensor };

/** The objective in the words of {@link differentiate}. */
function requestOf(objective: InputObjective) {
  if (typeof objective === 'function') return { objective };
  const { node, of } = objective;
  const penalty = (taps: ReadonlyMap<string, Tensor>): Tensor => {
    const output = taps.get(node);
    if (output === undefined) throw new RangeError(`there is no node ${node}`);
    return of(output);
  };
  return { objective: () => scalar(0), taps: [node], penalty };
}

/** Gradient of `objective` by the pixels of `images` [N, H, W, C], which are clipped to 0..1 first; eval mode. */
export function inputGradient(
  classifier: Classifier,
  images: Tensor,
  objective: InputObjective,
): InputGradient {
  const { graph, parameters, normalisation, masks } = classifier;
  const x = tidy(() => normaliseUnit(clipByValue(images, 0, 1), normalisation));
  try {
    const { gradients, logits, statistics, value } = differentiate({
      graph,
      parameters,
      ...(masks === undefined ? {} : { masks }),
      x,
      ...requestOf(objective),
      by: new Map([['x', x]]),
      mode: 'eval',
    });
    disposeStatistics(statistics);
    const byInput = gradients.get('x');
    if (byInput === undefined) throw new RangeError('the network does not depend on its input');
    const gradient = tidy(() => {
      const free = cast(logicalAnd(greaterEqual(images, 0), lessEqual(images, 1)), 'float32');
      return mul(div(byInput, tensor([...normalisation.std])), free);
    });
    byInput.dispose();
    return { value, logits, gradient };
  } finally {
    x.dispose();
  }
}
