/** Histograms of masks in equal bins of 0..1, one per site. */
import { flattenMasks, type MaskValues } from '../pruning/masks';
import { type EngineEvent, MASK_BINS, type MaskSite } from '../protocol';

const EDGES = Float32Array.from({ length: MASK_BINS + 1 }, (_, index) => index / MASK_BINS);

/** All masks at a step, as the page draws them. The last bin includes 1. */
export function masksEvent(step: number, sites: readonly MaskSite[], masks: MaskValues): EngineEvent {
  return {
    kind: 'masks',
    step,
    edges: EDGES.slice(),
    sites: sites.map((site) => {
      const counts = new Uint32Array(MASK_BINS);
      for (const value of masks.get(site.id) ?? new Float32Array(site.channels).fill(1)) {
        const bin = Math.min(MASK_BINS - 1, Math.max(0, Math.floor(value * MASK_BINS)));
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return { site: site.id, counts };
    }),
    values: flattenMasks(sites, masks),
  };
}
