/**
 * Searches in input space: pixels in 0..1 that are moved by gradients until a network says what is wanted. Shared by
 * the margin search (one picture per trial) and by the search for the revealed trigger (one change for all pictures).
 */
import {
  cast,
  clipByValue,
  div,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  sub,
  tensor,
  type Tensor,
  tidy,
} from '../device/tf';
import type { Normalisation } from '../data/normalise';
import { disposeStatistics } from '../graph/forward';
import { differentiate } from '../graph/gradients';
import type { Classifier } from '../graph/infer';

/** Turns bytes into 0..1; what the network sees is made of that on the device. */
export function unitRange(channels: number): Normalisation {
  return { mean: Array.from({ length: channels }, () => 0), std: Array.from({ length: channels }, () => 1) };
}

/** Both tensors are the caller's. */
export interface InputGradient {
  /** [N, K]. */
  readonly logits: Tensor;
  /** Gradient of the objective by the pixels [N, H, W, C]; 0 where a pixel is held at 0 or 1. */
  readonly gradient: Tensor;
}

/** Gradient of `objective` by the pixels of `images` [N, H, W, C], which are clipped to 0..1 first; eval mode. */
export function inputGradient(
  classifier: Classifier,
  images: Tensor,
  objective: (logits: Tensor) => Tensor,
): InputGradient {
  const { graph, parameters, normalisation, masks } = classifier;
  const { mean, std } = normalisation;
  const x = tidy(() => div(sub(clipByValue(images, 0, 1), tensor([...mean])), tensor([...std])));
  try {
    const { gradients, logits, statistics, value } = differentiate({
      graph,
      parameters,
      ...(masks === undefined ? {} : { masks }),
      x,
      objective,
      by: new Map([['x', x]]),
      mode: 'eval',
    });
    value.dispose();
    disposeStatistics(statistics);
    const byInput = gradients.get('x');
    if (byInput === undefined) throw new RangeError('the network does not depend on its input');
    const gradient = tidy(() => {
      const free = cast(logicalAnd(greaterEqual(images, 0), lessEqual(images, 1)), 'float32');
      return mul(div(byInput, tensor([...std])), free);
    });
    byInput.dispose();
    return { logits, gradient };
  } finally {
    x.dispose();
  }
}
