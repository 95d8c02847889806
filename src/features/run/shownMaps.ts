/** Which feature maps the figure shows, and what its pickers offer. */
import type { HeatmapEvent } from '../../state/series';

export interface MapChoice {
  readonly layer: string | null;
  readonly image: number;
}

/**
 * The watched layer and image; without a choice of the user's, those of the newest map. A recorded run has no maps but
 * its own, so there the choice falls back to one that exists.
 */
export function chosenMaps(
  heatmaps: readonly HeatmapEvent[],
  wanted: MapChoice,
  layers: readonly string[],
  recorded: boolean,
): MapChoice {
  const newest = heatmaps.at(-1);
  const layer = wanted.layer ?? newest?.layer ?? layers.at(-1) ?? null;
  const exists = heatmaps.some((each) => each.layer === layer && each.image === wanted.image);
  if (!recorded || exists || newest === undefined) return { layer, image: wanted.image };
  return { layer: newest.layer, image: newest.image };
}

/** The maps of that layer and image. */
export function mapsOf(
  heatmaps: readonly HeatmapEvent[],
  { layer, image }: MapChoice,
): readonly HeatmapEvent[] {
  return heatmaps.filter((each) => each.layer === layer && each.image === image);
}

/** The layers to pick from: the network's, or in a recording those that were recorded. */
export function pickableLayers(
  heatmaps: readonly HeatmapEvent[],
  layers: readonly string[],
  recorded: boolean,
): readonly string[] {
  return recorded ? [...new Set(heatmaps.map(({ layer }) => layer))] : layers;
}
