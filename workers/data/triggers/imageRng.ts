/** Chance that belongs to an image: the same image gets the same draws, whichever set it stands in and wherever. */
import { createRng, type Rng } from '../../engine/rng';

/** A stream of random numbers of a seed, a purpose and the image's bytes (their FNV-1a hash). */
export function createImageRng(seed: number, purpose: string, image: Uint8Array): Rng {
  let hash = 0x811c9dc5;
  for (const byte of image) hash = Math.imul(hash ^ byte, 0x01000193);
  return createRng(seed, `${purpose}/${String(hash >>> 0)}`);
}
