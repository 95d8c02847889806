/** Numbers of heat maps: extremes, shared scales, differences. Pure. */
import type { NetworkState } from '../../workers/protocol/events';

/** One map: `values` row by row. */
export interface HeatMap {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** The map of one network for one image, clean or triggered. */
export interface FeatureMap extends HeatMap {
  readonly network: NetworkState;
  readonly triggered: boolean;
}

/** What is said about a map in words. */
export interface HeatStats {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  /** Row and column of the hottest cell, counted from 0; the first of equals. */
  readonly hottest: readonly [row: number, column: number];
}

export interface HeatScale {
  readonly from: number;
  readonly to: number;
}

/** Extremes, mean and hottest cell; null for an empty map. By `magnitude` the hottest is the furthest from zero. */
export function heatStats(map: HeatMap, by: 'value' | 'magnitude' = 'value'): HeatStats | null {
  const { values, columns } = map;
  if (values.length === 0) return null;
  const heat = by === 'magnitude' ? Math.abs : Number;
  let least = Infinity;
  let most = -Infinity;
  let sum = 0;
  let hottest = 0;
  values.forEach((value, i) => {
    if (value < least) least = value;
    if (value > most) most = value;
    if (heat(value) > heat(values[hottest] ?? 0)) hottest = i;
    sum += value;
  });
  return {
    least,
    most,
    mean: sum / values.length,
    hottest: [Math.floor(hottest / columns), hottest % columns],
  };
}

/** One scale for all maps, from the lowest to the highest value; 0..1 without maps. */
export function sharedScale(maps: readonly HeatMap[]): HeatScale {
  let from = Infinity;
  let to = -Infinity;
  for (const map of maps) {
    const stats = heatStats(map);
    if (!stats) continue;
    from = Math.min(from, stats.least);
    to = Math.max(to, stats.most);
  }
  return from <= to ? { from, to } : { from: 0, to: 1 };
}

/** One scale for differences, with zero in the middle. */
export function symmetricScale(maps: readonly HeatMap[]): HeatScale {
  const { from, to } = sharedScale(maps);
  const reach = maps.length === 0 ? 1 : Math.max(Math.abs(from), Math.abs(to));
  return { from: -reach, to: reach };
}

/** `minuend - subtrahend`, cell by cell; null where the sizes differ. */
export function subtractMaps(minuend: HeatMap, subtrahend: HeatMap): HeatMap | null {
  if (minuend.rows !== subtrahend.rows || minuend.columns !== subtrahend.columns) return null;
  const values = minuend.values.map((value, i) => value - (subtrahend.values[i] ?? 0));
  return { rows: minuend.rows, columns: minuend.columns, values };
}

/** The map of a network and image, if there is one. */
export function findMap(
  maps: readonly FeatureMap[],
  network: NetworkState,
  triggered: boolean,
): FeatureMap | null {
  return maps.find((map) => map.network === network && map.triggered === triggered) ?? null;
}
