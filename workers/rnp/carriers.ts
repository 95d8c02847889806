/**
 * Which filters carry the revealed trigger: the gradient of the label's margin by each filter's mask, on images with the
 * revealed trigger. To first order it is what cutting the filter takes from the label.
 *
 * A filter that clean images need as well, as recovering has measured it, is a poor candidate; but some filters carry a wide trigger
 * and are recovered all the same, so the mask only weighs:
 *
 *   score = max(0, d margin / d mask) * (1 - 0.75 * mean mask)
 *
 * (docs/adaptive.md).
 */
import { add, keep, mul, type Tensor, tidy } from '../device/tf';
import type { ImageSet } from '../data/images';
import { disposeStatistics } from '../graph/forward';
import { differentiate } from '../graph/gradients';
import { oneHotRows, uploadImages } from '../graph/batchTensors';
import { type Classifier } from '../graph/infer';
import { labelMargin } from '../graph/loss';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import type { CutFilter, MaskSite } from '../protocol';

import { createMasks, type MaskValues, readMasks } from '../pruning/masks';

const BATCH = 125;
/** How much a fully recovered mask takes from a filter's score. */
const MASK_WEIGHT = 0.75;

/** d margin / d mask of every filter, at masks of 1, averaged over `images`. */
export async function marginByMask(
  classifier: Classifier,
  sites: readonly MaskSite[],
  images: ImageSet,
  label: number,
): Promise<MaskValues> {
  const { graph, parameters, normalisation } = classifier;
  const masks = createMasks(sites);
  const total: OwnedTensors = new Map();
  try {
    for (let from = 0; from < images.count; from += BATCH) {
      const to = Math.min(images.count, from + BATCH);
      const x = uploadImages(images, from, to, normalisation);
      const wanted = oneHotRows(
        Array.from({ length: to - from }, () => label),
        graph.classes,
      );
      const weight = (to - from) / images.count;
      const result = differentiate({
        graph,
        parameters,
        masks,
        x,
        objective: (logits) => mul(labelMargin(logits, wanted), weight),
        by: masks,
        mode: 'eval',
      });
      for (const [site, gradient] of result.gradients) {
        const before: Tensor | undefined = total.get(site);
        total.set(site, before === undefined ? gradient : keep(tidy(() => add(before, gradient))));
        if (before !== undefined) {
          before.dispose();
          gradient.dispose();
        }
      }
      for (const each of [x, wanted, result.value, result.logits]) each.dispose();
      disposeStatistics(result.statistics);
    }
    return await readMasks(sites, total);
  } finally {
    disposeTensors(total);
    disposeTensors(masks);
  }
}

/**
 * Filters that carry the label, the strongest first. `gradients` as {@link marginByMask} has them on images with the revealed trigger;
 * `order` says where ties stand.
 */
export function orderCarriers(
  order: readonly CutFilter[],
  gradients: MaskValues,
  meanMasks: MaskValues,
): CutFilter[] {
  const scored = order.map((filter) => {
    const gradient = gradients.get(filter.site)?.[filter.channel] ?? 0;
    const mask = meanMasks.get(filter.site)?.[filter.channel] ?? 1;
    return { filter, score: Math.max(0, gradient) * (1 - MASK_WEIGHT * mask) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ filter }) => filter);
}
