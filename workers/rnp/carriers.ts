/**
 * Which filters carry the revealed trigger: the gradient of the label's margin by each filter's mask, on images with the
 * revealed trigger. To first order it is what cutting the filter takes from the label.
 *
 * A filter that clean images need as well is a poor candidate. Two things say so: recovering has measured it (the weight
 * 1 - 0.75 * mean mask, which never reaches 0: some filters carry a wide trigger and are recovered all the same), and so do the
 * clean images of the class that needs the filter most, by the gradient of their own margin:
 *
 *   score = max(0, d margin / d mask) * (1 - 0.75 * mean mask) / (1 + weight * need),
 *   need  = max over classes of d margin of the class / d mask, in nats
 *
 * (docs/adaptive.md).
 */
import { add, keep, mul, type Tensor, tidy } from '../device/tf';
import { type ImageSet, indicesWhere, take } from '../data/images';
import { disposeStatistics } from '../graph/forward';
import { differentiate } from '../graph/gradients';
import { oneHotRows, uploadImages } from '../graph/batchTensors';
import { type Classifier } from '../graph/infer';
import { labelMargin } from '../graph/loss';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import type { CutFilter, MaskSite } from '../protocol';

import { createMasks, type MaskValues, readMasks } from './masks';

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

/** How much the clean images of the class that needs a filter most lose with it: of every filter, in nats of their own margin. */
export async function needByClass(
  classifier: Classifier,
  sites: readonly MaskSite[],
  clean: ImageSet,
): Promise<MaskValues> {
  const most = new Map(sites.map(({ id, channels }) => [id, new Float32Array(channels)]));
  for (let label = 0; label < classifier.graph.classes; label++) {
    const own = indicesWhere(clean, (each) => each === label);
    if (own.length === 0) continue;
    const gradients = await marginByMask(classifier, sites, take(clean, own), label);
    for (const [site, values] of most)
      gradients.get(site)?.forEach((value, channel) => {
        values[channel] = Math.max(values[channel] ?? 0, value);
      });
  }
  return most;
}

/** What is known of each filter. */
export interface CarrierSigns {
  /** {@link marginByMask} on images with the revealed trigger. */
  readonly gradients: MaskValues;
  /** {@link needByClass} on clean images. */
  readonly needs: MaskValues;
  readonly needWeight: number;
  readonly meanMasks: MaskValues;
}

/** Filters that carry the label, the strongest first; `order` says where ties stand and what mask each filter has. */
export function orderCarriers(
  order: readonly CutFilter[],
  { gradients, needs, needWeight, meanMasks }: CarrierSigns,
): CutFilter[] {
  const scored = order.map((filter) => {
    const gradient = gradients.get(filter.site)?.[filter.channel] ?? 0;
    const mask = meanMasks.get(filter.site)?.[filter.channel] ?? 1;
    const need = needs.get(filter.site)?.[filter.channel] ?? 0;
    const score = (Math.max(0, gradient) * (1 - MASK_WEIGHT * mask)) / (1 + needWeight * need);
    return { filter, score };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ filter }) => filter);
}
