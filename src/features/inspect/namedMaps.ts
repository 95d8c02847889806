/** The maps of a filter sheet with their colours: clean and triggered on one scale, their difference on its own. */
import type { FilterSheet } from '../../../workers/protocol';
import { BLUE_WHITE_ORANGE, type ColourTable, VIRIDIS } from '../../charts/colormaps';
import {
  type HeatMap,
  type HeatScale,
  sharedScale,
  subtractMaps,
  symmetricScale,
} from '../../charts/heatFacts';
import { mapText } from '../../text/charts';

export interface NamedMap {
  readonly name: string;
  readonly map: HeatMap;
  readonly scale: HeatScale;
  readonly table: ColourTable;
}

/** The maps of a sheet; without a trigger, or with the oracle off, the clean one alone. */
export function namedMaps(
  { rows, columns, clean, triggered }: Pick<FilterSheet, 'rows' | 'columns' | 'clean' | 'triggered'>,
  oracle: boolean,
): readonly NamedMap[] {
  const cleanMap: HeatMap = { rows, columns, values: clean };
  const triggeredMap: HeatMap | null =
    triggered === null || !oracle ? null : { rows, columns, values: triggered };
  const both = triggeredMap === null ? [cleanMap] : [cleanMap, triggeredMap];
  const scale = sharedScale(both);
  const maps: NamedMap[] = [{ name: mapText.clean, map: cleanMap, scale, table: VIRIDIS }];
  if (triggeredMap === null) return maps;
  const difference = subtractMaps(triggeredMap, cleanMap);
  maps.push({ name: mapText.triggered, map: triggeredMap, scale, table: VIRIDIS });
  if (difference !== null)
    maps.push({
      name: mapText.difference,
      map: difference,
      scale: symmetricScale([difference]),
      table: BLUE_WHITE_ORANGE,
    });
  return maps;
}
