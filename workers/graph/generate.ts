/**
 * Triggers that a network makes for each picture. x is a normalised picture, p(x) a pattern in 0..1 and m(x) its mask, both of
 * encoder-decoders, g(x) a noise in -1..1 of a U-Net (`nets/generators`).
 *
 *   dynamic   x + strength (normalise(p(x)) - x) m'(x),   m' = tanh(20 m - 10) / 2 + 1/2     (Nguyen & Tran 2020; spec 2.6)
 *   lira      clip(x + strength g(x)),                    strength in units of x             (Doan et al. 2021; spec 2.11)
 */
import type { ImageSet } from '../data/images';
import { bytesPerImage } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { add, clipByValue, div, mul, scalar, sigmoid, sub, type Tensor, tensor1d, tidy } from '../device/tf';
import { evenBatches, uploadEven } from './evenBatches';
import { disposeStatistics, forward } from './forward';
import type { Graph } from './graph';
import type { Parameters } from './nodeOps';

/** A network that gives a map for a picture. */
export interface Generator {
  readonly graph: Graph;
  readonly parameters: Parameters;
}

export interface TriggerGenerator {
  readonly method: 'dynamic' | 'lira';
  /** Of `lira`: how far a normalised value is moved at most. Of `dynamic`: share of the trigger in the picture, 1 as it was trained. */
  readonly strength: number;
  /** p of `dynamic`, g of `lira`. */
  readonly pattern: Generator;
  /** m of `dynamic`; null: the pattern takes the whole picture's place. */
  readonly mask: Generator | null;
}

/** Values in 0..1 as a network takes them. */
export function normaliseUnit(values: Tensor, { mean, std }: Normalisation): Tensor {
  return div(sub(values, tensor1d([...mean])), tensor1d([...std]));
}

/** What a network takes as values in 0..1. */
export function unitOf(x: Tensor, { mean, std }: Normalisation): Tensor {
  return add(mul(x, tensor1d([...std])), tensor1d([...mean]));
}

/** m in 0..1 driven towards 0 and 1: tanh(20 m - 10) / 2 + 1/2, the logistic function of 40 m - 20. */
export function sharpenMask(mask: Tensor): Tensor {
  return sigmoid(sub(mul(mask, 40), 20));
}

/** The normalised `pattern` [N, H, W, C] over `x` where the sharpened `mask` [N, H, W, 1] is 1. */
export function blendPattern(x: Tensor, pattern: Tensor, mask: Tensor): Tensor {
  return add(x, mul(sub(pattern, x), mask));
}

/**
 * x + strength * noise, clipped to what pixels can be. The reference clips all channels to the smallest and the largest value
 * that ImageNet's normalisation gives, whatever the normalisation of its data: there bytes below 0 and above 255 come out.
 */
export function addNoise(x: Tensor, noise: Tensor, strength: number, normalisation: Normalisation): Tensor {
  const moved = unitOf(add(x, mul(noise, strength)), normalisation);
  return normaliseUnit(clipByValue(moved, 0, 1), normalisation);
}

/** The network's map for x [N, H, W, C] with running statistics and no gradient. Call it inside `tidy`. */
export function generateMap({ graph, parameters }: Generator, x: Tensor): Tensor {
  const passed = forward(graph, parameters, x, { mode: 'eval', release: true });
  disposeStatistics(passed.statistics);
  return passed.output;
}

/**
 * x [N, H, W, C] with the triggers that were made for `makers`, normalised as x is; with running statistics and no gradient.
 * Call it inside `tidy`.
 */
export function triggerPictures(
  generator: TriggerGenerator,
  x: Tensor,
  normalisation: Normalisation,
  makers = x,
): Tensor {
  const { method, strength, pattern, mask } = generator;
  const made = generateMap(pattern, makers);
  switch (method) {
    case 'dynamic': {
      const open = mask === null ? scalar(1) : sharpenMask(generateMap(mask, makers));
      return blendPattern(x, normaliseUnit(made, normalisation), mul(open, strength));
    }
    case 'lira':
      return addNoise(x, made, strength, normalisation);
    default:
      return method satisfies never;
  }
}

/**
 * The images' bytes with their triggers (NHWC), rounded half up. With `makers`, as many others of the same size, each image carries
 * the trigger of the maker at its place. The size must be that of the networks.
 */
export async function generatePictures(
  generator: TriggerGenerator,
  images: ImageSet,
  normalisation: Normalisation,
  makers = images,
): Promise<Uint8Array> {
  const bytes = bytesPerImage(images);
  const pixels = new Uint8Array(images.count * bytes);
  for (const batch of evenBatches(images.count)) {
    const made = tidy(() => {
      const x = uploadEven(images, batch, normalisation);
      const from = makers === images ? x : uploadEven(makers, batch, normalisation);
      return unitOf(triggerPictures(generator, x, normalisation, from), normalisation);
    });
    try {
      const values = (await made.data<'float32'>()).subarray(0, (batch.to - batch.from) * bytes);
      const start = batch.from * bytes;
      values.forEach((value, at) => {
        pixels[start + at] = Math.max(0, Math.min(255, Math.floor(255 * value + 0.5)));
      });
    } finally {
      made.dispose();
    }
  }
  return pixels;
}
