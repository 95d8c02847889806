/** Arranges feature maps as the figure shows them. Pure. */
import { NETWORK_STATES, type NetworkState } from '../../workers/protocol/events';
import { mapText as text } from '../text/charts';
import { findMap, sharedScale, subtractMaps, symmetricScale } from './heatFacts';
import type { FeatureMap, HeatMap, HeatScale } from './heatFacts';

export interface MapCell {
  readonly network: NetworkState;
  /** Null until there is one. */
  readonly map: HeatMap | null;
}

/** One row of the figure: one kind of image in the four networks. */
export interface MapRow {
  readonly kind: string;
  readonly isDifference: boolean;
  /** Needs the trigger. */
  readonly isOracle: boolean;
  readonly cells: readonly MapCell[];
}

/** Rows of maps (clean, triggered) or the one row of differences, with the colour scale that all cells share. */
export function mapRows(
  maps: readonly FeatureMap[],
  mode: 'maps' | 'difference',
  showOracle: boolean,
): { readonly rows: readonly MapRow[]; readonly scale: HeatScale } {
  const all = mode === 'maps' ? [imageRow(maps, false), imageRow(maps, true)] : [differenceRow(maps)];
  const rows = all.filter((row) => showOracle || !row.isOracle);
  const shown = rows.flatMap((row) => row.cells.flatMap((cell) => (cell.map ? [cell.map] : [])));
  return { rows, scale: mode === 'maps' ? sharedScale(shown) : symmetricScale(shown) };
}

function imageRow(maps: readonly FeatureMap[], triggered: boolean): MapRow {
  const cells = NETWORK_STATES.map((network) => ({ network, map: findMap(maps, network, triggered) }));
  return { kind: triggered ? text.triggered : text.clean, isDifference: false, isOracle: triggered, cells };
}

function differenceRow(maps: readonly FeatureMap[]): MapRow {
  const cells = NETWORK_STATES.map((network) => {
    const clean = findMap(maps, network, false);
    const triggered = findMap(maps, network, true);
    return { network, map: clean && triggered ? subtractMaps(triggered, clean) : null };
  });
  return { kind: text.difference, isDifference: true, isOracle: true, cells };
}
