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

/** Infers the backdoor's label from the unlearned network's predictions, or from its margins where those were searched. */
export async function inferLabel(
  unlearned: Classifier,
  defense: ImageSet,
  margins: MarginResult | null = null,
): Promise<LabelResult> {
  const histogram = new Uint32Array(unlearned.graph.classes);
  for (const label of await predictClasses(unlearned, defense))
    histogram[label] = (histogram[label] ?? 0) + 1;
  let predicted = 0;
  histogram.forEach((count, label) => {
    if (count > (histogram[predicted] ?? 0)) predicted = label;
  });
  if (margins !== null) predicted = margins.label;
  return { histogram, predicted, share: (histogram[predicted] ?? 0) / Math.max(1, defense.count), margins };
}
