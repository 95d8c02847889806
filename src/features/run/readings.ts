/** Readings taken from the series: the value at a step, the accuracy a stop rule watches, filters under a threshold. */
import type { Recipe } from '../../../workers/protocol';
import type { MaskFrame, PointView } from '../../state/series';

/** The last value at or before `step`, or the newest without a step; null before the first. */
export function readingAt({ steps, values }: PointView, step?: number): number | null {
  if (step === undefined) return values.at(-1) ?? null;
  for (let i = steps.length - 1; i >= 0; i--) if ((steps[i] ?? 0) <= step) return values[i] ?? null;
  return null;
}

/** Which accuracy ends the ascent, and at what level; `level` is null where nothing ends it early. */
export function watchedAccuracy({ unlearn }: Pick<Recipe, 'unlearn'>): {
  readonly metric: 'trainAccuracy' | 'defenseAccuracy';
  readonly level: number | null;
} {
  switch (unlearn.stopRule) {
    case 'chance':
      return { metric: 'defenseAccuracy', level: unlearn.stopAccuracy };
    case 'batch-accuracy':
    case 'epoch-accuracy':
      return { metric: 'trainAccuracy', level: unlearn.stopAccuracy };
    case 'never':
      return { metric: 'trainAccuracy', level: null };
    default:
      return unlearn.stopRule satisfies never;
  }
}

/** How many of the masks lie at or below the threshold: those a cut there takes. */
export function countBelow(values: ArrayLike<number>, threshold: number): number {
  let below = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 1) <= threshold) below++;
  return below;
}

/** The masks of each site, as views of the frame's one list. A site has as many masks as its histogram counts. */
export function masksBySite(
  frame: Pick<MaskFrame, 'sites' | 'values'>,
): readonly { readonly site: string; readonly values: Float32Array }[] {
  let start = 0;
  return frame.sites.map(({ site, counts }) => {
    const channels = counts.reduce((sum, count) => sum + count, 0);
    const values = frame.values.subarray(start, start + channels);
    start += channels;
    return { site, values };
  });
}

/** Filters per bin over all sites, or over one of them. */
export function binCounts(frame: Pick<MaskFrame, 'edges' | 'sites'>, site: string | null): Uint32Array {
  const total = new Uint32Array(Math.max(0, frame.edges.length - 1));
  for (const each of frame.sites)
    if (site === null || each.site === site)
      for (let bin = 0; bin < total.length; bin++) total[bin] = (total[bin] ?? 0) + (each.counts[bin] ?? 0);
  return total;
}
