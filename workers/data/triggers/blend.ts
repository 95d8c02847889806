/**
 * Blend: x' = (1 - a) x + a R with one fixed noise image R, uniform in 0..255 (Chen et al. 2017; a = 0.2). The RNP sources draw R anew
 * for every image and in one channel; here it is fixed by its seed and has all channels, as the papers describe it.
 */
import { createRng } from '../../engine/rng';
import { bytesPerImage, type ImageShape } from '../images';
import { identityMap, moveTowards, strengthProblem } from './map';
import type { BlendTrigger, TriggerMethod } from './types';

/** The noise image of a seed, HWC bytes. */
export function noiseImage(seed: number, shape: ImageShape): Uint8Array {
  const rng = createRng(seed, 'trigger/blend');
  return Uint8Array.from({ length: bytesPerImage(shape) }, () => rng.int(256));
}

/** See {@link BlendTrigger}. */
export const blendMethod: TriggerMethod<BlendTrigger> = {
  problem: ({ seed, strength }) => (Number.isSafeInteger(seed) ? strengthProblem(strength) : 'seed'),
  map: ({ seed, strength }, shape) => {
    const map = identityMap(shape);
    noiseImage(seed, shape).forEach((value, at) => {
      moveTowards(map, at, value, strength);
    });
    return map;
  },
};
