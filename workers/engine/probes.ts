/** Images of a detection that are drawn by its seed: those counted along the ascent, and those that STRIP is measured on. */
import { firstOf, type ImageSet, take } from '../data/images';
import type { DetectionRecipe } from '../protocol';
import { createRng } from './rng';
import type { RunContext } from './runContext';
import { attackGroup } from './triggered';

/** Images in question: clean, and with the trigger. */
export interface Probes {
  readonly clean: ImageSet;
  readonly triggered: ImageSet | null;
}

/** The least number of test images that the attacked ones are taken from: an attack on one class has few among any. */
const FEWEST_DRAWN = 1000;

/** At most `count` of the images in random order: files often hold class after class. */
export function drawnOf(images: ImageSet, count: number, seed: number, stream: string): ImageSet {
  return take(images, createRng(seed, stream).sample(images.count, Math.min(count, images.count)));
}

/**
 * Test images to lay over others. The clean ones are the same whether or not the attacker's trigger is known, so that it only measures
 * what is found; null without test images. Throws what `attackGroup` throws.
 */
export async function probesOf(
  { data, shown }: RunContext,
  { seed, strip, trigger }: DetectionRecipe,
): Promise<Probes | null> {
  if (data.test === null) return null;
  const drawn = Math.max(FEWEST_DRAWN, strip.probes);
  const clean = drawnOf(data.test, drawn, seed, 'probes');
  const poisoned = shown.poisoned === null ? null : drawnOf(shown.poisoned, drawn, seed, 'poisoned probes');
  const attacked =
    trigger === null ? null : await attackGroup({ ...shown, clean, poisoned }, trigger, strip.probes);
  return {
    clean: firstOf(clean, strip.probes),
    triggered: attacked === null ? null : firstOf(attacked.images, strip.probes),
  };
}
