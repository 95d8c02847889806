/** What attacks with a generated trigger share: their networks in the state, and what the trigger is when they are done. */
import { type ImageSet, take } from '../data/images';
import { createRng } from '../engine/rng';
import { generatePictures, type TriggerGenerator } from '../graph/generate';
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { agreement, predictClasses } from '../graph/infer';
import { initialParameters } from '../nets/initialise';
import type { Trigger } from '../protocol';
import { type AttackContext, classifierOf } from './attack';
import type { TrainedNetwork } from '../training/trainedNetwork';

/** Groups of the state: what makes the pattern or the noise, and the mask. With these names they are saved beside the classifier. */
export const PATTERN = 'pattern';
export const MASK = 'mask';

/** What the seed draws for the network of a group. */
export function freshParameters(
  { seed }: Pick<AttackContext, 'seed'>,
  group: string,
  graph: Graph,
): HostTensors {
  return initialParameters(graph, `${String(seed)}/${group}`);
}

/** The network of a group, fresh where nothing was trained yet. */
export function networkOf(context: AttackContext, group: string, graph: Graph): TrainedNetwork {
  return { graph, parameters: context.state.tensors(group, () => freshParameters(context, group, graph)) };
}

/** The classifier in training. */
export function classifierNetwork(context: AttackContext): TrainedNetwork {
  return { graph: context.graph, parameters: classifierOf(context) };
}

/** The trigger that a generator makes, as recipes and reports name it. */
export function generatedTrigger(
  { aim }: AttackContext,
  { method, strength }: TriggerGenerator,
): Trigger & { readonly kind: 'generator' } {
  return { kind: 'generator', method, strength, ...aim };
}

/**
 * Accuracy on images that carry the trigger made for another image: high means that only its own trigger works (Nguyen & Tran 2020).
 * Over all images, as in the reference; null without any.
 */
export async function crossTriggerAccuracy(
  context: AttackContext,
  generator: TriggerGenerator,
  images: ImageSet | null,
): Promise<number | null> {
  if (images === null || images.count < 2) return null;
  const { normalisation, seed } = context;
  // A rotated random order: nobody carries their own.
  const order = createRng(seed, 'cross-trigger').permutation(images.count);
  const partners = new Uint32Array(images.count);
  order.forEach((index, at) => (partners[index] = order[(at + 1) % order.length] ?? 0));
  const pixels = await generatePictures(generator, images, normalisation, take(images, partners));
  const classifier = { ...classifierNetwork(context), normalisation };
  return agreement(await predictClasses(classifier, { ...images, pixels }), images.labels);
}
