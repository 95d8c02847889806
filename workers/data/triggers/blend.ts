/**
 * Blend: x' = (1 - a) x + a R with one fixed noise image R, uniform in 0..255 (Chen et al. 2017; a = 0.2), which is fixed by its seed and
 * has all channels, as the papers describe it. `redrawn` is what the RNP sources do instead: R anew for every image, in one channel.
 */
import { createRng, type Rng } from '../../engine/rng';
import { bytesPerImage, type ImageShape } from '../images';
import { createImageRng } from './imageRng';
import { affineChange, castByte, identityMap, moveTowards, strengthProblem } from './map';
import type { BlendTrigger, ImageChange, TriggerMethod } from './types';

const PURPOSE = 'trigger/blend';

function drawBytes(rng: Rng, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => rng.int(256));
}

/** The noise image of a seed, HWC bytes. */
export function noiseImage(seed: number, shape: ImageShape): Uint8Array {
  return drawBytes(createRng(seed, PURPOSE), bytesPerImage(shape));
}

/** One noise image of one channel per image; sums are cut to bytes, not rounded, as in the RNP sources. */
function redrawnChange({ seed, strength }: BlendTrigger, { channels }: ImageShape): ImageChange {
  return (image, changed) => {
    const noise = drawBytes(createImageRng(seed, PURPOSE, image), image.length / channels);
    for (let at = 0; at < image.length; at += 1) {
      const value = noise[Math.floor(at / channels)] ?? 0;
      changed[at] = castByte((1 - strength) * (image[at] ?? 0) + strength * value);
    }
  };
}

/** See {@link BlendTrigger}. */
export const blendMethod: TriggerMethod<BlendTrigger> = {
  problem: ({ seed, strength }) => (Number.isSafeInteger(seed) ? strengthProblem(strength) : 'seed'),
  change: (trigger, shape) => {
    const { seed, strength, redrawn = false } = trigger;
    if (redrawn) return redrawnChange(trigger, shape);
    const map = identityMap(shape);
    noiseImage(seed, shape).forEach((value, at) => {
      moveTowards(map, at, value, strength);
    });
    return affineChange(map);
  },
};
