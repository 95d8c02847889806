/** Histograms of masks in equal bins of 0..1, one per site. */
import { flattenMasks, type MaskValues } from '../pruning/masks';
import { countMasks, type EngineEvent, MASK_BINS, type MaskSite } from '../protocol';

const EDGES = Float32Array.from({ length: MASK_BINS + 1 }, (_, index) => index / MASK_BINS);

/** All masks at a step, as the page draws them. The last bin includes 1. */
export function masksEvent(step: number, sites: readonly MaskSite[], masks: MaskValues): EngineEvent {
  return {
    kind: 'masks',
    step,
    edges: EDGES.slice(),
    sites: sites.map(({ channels, id }) => ({
      site: id,
      counts: countMasks(masks.get(id) ?? new Float32Array(channels).fill(1)),
    })),
    values: flattenMasks(sites, masks),
  };
}
