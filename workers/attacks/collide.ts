/**
 * Feature collisions (Shafahi et al. 2018, algorithm 1; spec 2.8): of a base image b and a wanted image t, f the penultimate features,
 *
 *   min over x of  |f(x) - f(t)|^2 + beta |x - b|^2
 *
 * - Forward-backward splitting: x^ = x - lambda gradient of |f(x) - f(t)|;  x = (x^ + lambda beta b) / (1 + lambda beta); clip to 0..1.
 *   The norm and not its square, as in the paper's code (util_one_shot_kill_attack.py); lambda is halved where the objective exceeds
 *   the mean of its last 40 values. Here that mean is a running one (weight 1 / 40), and a batch of images has one lambda.
 * - Adam on the objective itself, clipped to 0..1 after each step.
 */
import {
  add,
  cast,
  clipByValue,
  div,
  greater,
  keep,
  mul,
  reshape,
  scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tidy,
} from '../device/tf';
import { Adam } from '../graph/adam';
import { type Classifier, runForward } from '../graph/infer';
import { inputGradient } from '../graph/inputSearch';
import { parameter } from '../graph/nodeOps';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import { lastLayer } from '../graph/penultimate';
import type { Mover } from './craft';

export interface Collision {
  /** The base images: pixels in 0..1 [N, H, W, C]. */
  readonly bases: Tensor;
  /** What the network is to see in them [N, F]. */
  readonly wanted: Tensor;
}

export interface CollisionOptions {
  readonly method: 'splitting' | 'adam';
  /** Adam's learning rate, or the first lambda. */
  readonly stepSize: number;
  /** beta. */
  readonly similarity: number;
}

/** Added under the root, whose slope at 0 is infinite. */
const UNDER_ROOT = 1e-12;
/** Values of the objective that its running mean is taken over. */
const REMEMBERED = 40;
/** What Adam moves. */
const PIXELS = 'pixels';

/** Penultimate features [N, F] of normalised images. */
export function featuresOf(classifier: Classifier, x: Tensor): Tensor {
  const { features } = lastLayer(classifier.graph);
  return tidy(() => {
    const [, tap] = runForward(classifier, x, { mode: 'eval', taps: [features] });
    if (tap === undefined) throw new RangeError('a tap gives its output');
    return reshape(tap, [x.shape[0], -1]);
  });
}

/** The distance of all images together, with beta |x - b|^2. */
function withSimilarity(distance: Tensor, pixels: Tensor, bases: Tensor, similarity: number): Tensor {
  return add(distance, mul(sum(square(sub(pixels, bases))), similarity));
}

/** An objective of all images of a batch, for one of them. */
function perImage(objective: Tensor, { shape: [count = 1] }: Tensor): Tensor {
  return mul(objective, 1 / count);
}

/** Gradient by the pixels of the distances of the images, summed: of the norms, or of their squares. */
function distanceGradient(
  classifier: Classifier,
  pixels: Tensor,
  wanted: Tensor,
  isSquared: boolean,
): { readonly distance: Tensor; readonly gradient: Tensor } {
  const { features } = lastLayer(classifier.graph);
  const of = (output: Tensor): Tensor => {
    const squares = sum(square(sub(reshape(output, wanted.shape), wanted)), 1);
    return sum(isSquared ? squares : sqrt(add(squares, UNDER_ROOT)));
  };
  const { gradient, logits, value } = inputGradient(classifier, pixels, { node: features, of });
  logits.dispose();
  return { distance: value, gradient };
}

function splitting(classifier: Classifier, { bases, wanted }: Collision, options: CollisionOptions): Mover {
  const { similarity } = options;
  let rate: Tensor = keep(scalar(options.stepSize));
  let usual: Tensor | null = null;
  return {
    step: (pixels) => {
      const { distance, gradient } = distanceGradient(classifier, pixels, wanted, false);
      const [moved, nextRate, nextUsual, loss] = tidy(() => {
        const objective = withSimilarity(distance, pixels, bases, similarity);
        const before = usual ?? objective;
        const worse = cast(greater(objective, before), 'float32');
        const lambda = mul(rate, sub(1, mul(worse, 0.5)));
        const forward = sub(pixels, mul(gradient, lambda));
        const pull = mul(lambda, similarity);
        const backward = div(add(forward, mul(bases, pull)), add(pull, 1));
        const mean = add(before, div(sub(objective, before), REMEMBERED));
        return [clipByValue(backward, 0, 1), lambda, mean, perImage(objective, pixels)] as const;
      });
      for (const each of [distance, gradient, rate, usual]) each?.dispose();
      rate = nextRate;
      usual = nextUsual;
      return { pixels: moved, loss };
    },
    dispose: () => {
      rate.dispose();
      usual?.dispose();
    },
  };
}

function descent(classifier: Classifier, { bases, wanted }: Collision, options: CollisionOptions): Mover {
  const { similarity } = options;
  const adam = new Adam();
  return {
    step: (pixels) => {
      const { distance, gradient } = distanceGradient(classifier, pixels, wanted, true);
      const [whole, loss] = tidy(() => {
        const objective = withSimilarity(distance, pixels, bases, similarity);
        const towards: Tensor = add(gradient, mul(sub(pixels, bases), 2 * similarity));
        return [towards, perImage(objective, pixels)] as const;
      });
      const searched: OwnedTensors = new Map([[PIXELS, pixels.clone()]]);
      adam.step(searched, new Map([[PIXELS, whole]]), { learningRate: options.stepSize });
      const moved = tidy(() => clipByValue(parameter(searched, PIXELS), 0, 1));
      disposeTensors(searched);
      for (const each of [distance, gradient, whole]) each.dispose();
      return { pixels: moved, loss };
    },
    dispose: () => {
      adam.dispose();
    },
  };
}

/** What makes bases collide with the wanted features; the tensors of `collision` stay the caller's. Reported is the objective per image. */
export function collide(classifier: Classifier, collision: Collision, options: CollisionOptions): Mover {
  const { method } = options;
  switch (method) {
    case 'splitting':
      return splitting(classifier, collision, options);
    case 'adam':
      return descent(classifier, collision, options);
    default:
      return method satisfies never;
  }
}
