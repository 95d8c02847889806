/** Filters as numbers: their index in site order, as the mask strips flag them. */
import type { MaskSite } from '../../../workers/protocol';
import type { StripSite } from '../../charts/stripLayout';
import type { MaskFrame } from '../../state/series';
import type { FilterName } from './cutOrder';
import { masksBySite } from './readings';

/** Stage of a residual network by its names, for frames whose network is not at hand; 0 where the name has none. */
function stageByName(site: string): number {
  return Number(/layer(\d+)/.exec(site)?.[1] ?? 0);
}

/** The sites of a frame of masks, in its order, with the stages the network's summary gives them. */
export function sitesOf(
  frame: Pick<MaskFrame, 'sites' | 'values'>,
  known: readonly Pick<MaskSite, 'id' | 'stage'>[],
): readonly StripSite[] {
  const stages = new Map(known.map(({ id, stage }) => [id, stage]));
  return masksBySite(frame).map(({ site, values }) => ({
    id: site,
    channels: values.length,
    stage: stages.get(site) ?? stageByName(site),
  }));
}

/** Indices in site order of the named filters; those of unknown sites are left out. */
export function flagFilters(
  sites: readonly Pick<StripSite, 'id' | 'channels'>[],
  filters: readonly FilterName[],
): ReadonlySet<number> {
  const starts = new Map<string, number>();
  let start = 0;
  for (const { id, channels } of sites) {
    starts.set(id, start);
    start += channels;
  }
  const flags = new Set<number>();
  for (const { site, channel } of filters) {
    const from = starts.get(site);
    if (from !== undefined) flags.add(from + channel);
  }
  return flags;
}
