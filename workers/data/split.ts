/**
 * The defender's images: a small random part of a clean set, and within it a held-out part that no method may train on,
 * so that the rule which chooses how much to prune can measure clean accuracy without any oracle.
 */
import { createRng } from '../engine/rng';
import { FaultError } from '../protocol/faults';
import { type ImageSet, take } from './images';

/** What a label of 16 bits can say. */
const MOST_CLASSES = 2 ** 16;

/** How many images the defender has, by number or as a share of the set. */
export type DefenseSize = { readonly count: number } | { readonly fraction: number };

/** How the defender's images are drawn. */
export type DefenseSplitOptions = DefenseSize & {
  /** Share of the drawn images that is kept back, 0 .. below 1. */
  readonly heldOutFraction: number;
  readonly seed: number | string;
  /** Whether each class gets its share of both parts. */
  readonly stratified: boolean;
};

/** Two sets without a common image, and where their images stood in the source. */
export interface DefenseSplit {
  readonly defense: ImageSet;
  readonly heldOut: ImageSet;
  readonly defenseIndices: Uint32Array;
  readonly heldOutIndices: Uint32Array;
}

/**
 * Random order of the items. Stratified: the k-th of n items of its class stands at (k + 1/2) / n, so that every
 * beginning of the list holds the classes in their proportions.
 */
function randomOrder(
  labels: Uint16Array,
  seed: number | string,
  stream: string,
  stratified: boolean,
): Uint32Array {
  const order = createRng(seed, stream).permutation(labels.length);
  if (!stratified) return order;
  const sizes = new Uint32Array(MOST_CLASSES);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  const seen = new Uint32Array(MOST_CLASSES);
  const places = new Float64Array(labels.length);
  for (const index of order) {
    const label = labels[index] ?? 0;
    places[index] = ((seen[label] ?? 0) + 0.5) / (sizes[label] ?? 1);
    seen[label] = (seen[label] ?? 0) + 1;
  }
  // sort is stable: equal places stay in random order
  return order.sort((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
}

function countOf(set: ImageSet, size: DefenseSize): number {
  const wanted = 'count' in size ? size.count : Math.round(size.fraction * set.count);
  if (!Number.isInteger(wanted) || wanted > set.count) {
    throw new FaultError('argument-invalid', { name: 'count', value: wanted, least: 1, most: set.count });
  }
  return wanted;
}

/**
 * Draws the defender's images. A smaller count with the same seed draws a part of the larger one's images. Throws `argument-invalid`
 * for a count beyond the set or a held-out share outside 0..1, `defense-set-too-small` when a part would be empty.
 */
export function splitDefense(set: ImageSet, options: DefenseSplitOptions): DefenseSplit {
  const { heldOutFraction, seed, stratified } = options;
  if (!(heldOutFraction >= 0 && heldOutFraction < 1)) {
    throw new FaultError('argument-invalid', {
      name: 'heldOutFraction',
      value: heldOutFraction,
      least: 0,
      most: 1,
    });
  }
  const count = countOf(set, options);
  const heldOutCount = Math.round(heldOutFraction * count);
  const isTooSmall = count - heldOutCount < 1 || (heldOutFraction > 0 && heldOutCount < 1);
  if (isTooSmall) throw new FaultError('defense-set-too-small', { count, heldOut: heldOutCount });

  const drawn = randomOrder(set.labels, seed, 'split/defense', stratified).slice(0, count);
  const drawnLabels = Uint16Array.from(drawn, (index) => set.labels[index] ?? 0);
  const order = randomOrder(drawnLabels, seed, 'split/held-out', stratified);
  const indices = order.map((at) => drawn[at] ?? 0);
  const heldOutIndices = indices.slice(0, heldOutCount).sort();
  const defenseIndices = indices.slice(heldOutCount).sort();
  return {
    defense: take(set, defenseIndices),
    heldOut: take(set, heldOutIndices),
    defenseIndices,
    heldOutIndices,
  };
}
