/**
 * Which label the backdoor has (paper Algorithm 1, line 5): what the unlearned network says about most defense images,
 * in eval mode, un-augmented. Meaningless for all-to-all backdoors; a clean network collapses to some class too (spec 1.3).
 */
import type { ImageSet } from '../data/images';
import { type Classifier, predictClasses } from '../graph/infer';
import type { MarginResult } from './margins';

export interface LabelResult {
  /** Predictions per class. */
  readonly histogram: Uint32Array;
  readonly predicted: number;
  /** Share of the images that get this label, 0..1. */
  readonly share: number;
  /** What the search for the largest margins says, where it was asked; then `predicted` is its label. */
  readonly margins: MarginResult | null;
}

/** How often each class is predicted. */
export function countLabels(predicted: ArrayLike<number>, classes: number): Uint32Array {
  const histogram = new Uint32Array(classes);
  for (let at = 0; at < predicted.length; at++) {
    const label = predicted[at] ?? 0;
    histogram[label] = (histogram[label] ?? 0) + 1;
  }
  return histogram;
}

/** The class predicted most often; of equals the first. */
export function mostFrequent(histogram: ArrayLike<number>): number {
  let most = 0;
  for (let label = 1; label < histogram.length; label++)
    if ((histogram[label] ?? 0) > (histogram[most] ?? 0)) most = label;
  return most;
}

/** Infers the backdoor's label from the unlearned network's predictions, or from its margins where those were searched. */
export async function inferLabel(
  unlearned: Classifier,
  defense: ImageSet,
  margins: MarginResult | null = null,
): Promise<LabelResult> {
  const histogram = countLabels(await predictClasses(unlearned, defense), unlearned.graph.classes);
  const predicted = margins === null ? mostFrequent(histogram) : margins.label;
  return { histogram, predicted, share: (histogram[predicted] ?? 0) / Math.max(1, defense.count), margins };
}
