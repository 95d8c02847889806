/** Feature maps as tables: a summary to read, all values to save. */
import { mapText as text } from '../text/charts';
import type { FigureTable } from './csv';
import { heatStats } from './heatFacts';
import type { MapRow } from './mapRows';

/** One row for each map: min, max, mean, hottest cell (counted from 1). */
export function mapTable(rows: readonly MapRow[]): FigureTable {
  return {
    columns: [text.network, text.image, text.least, text.most, text.mean, text.hottest],
    rows: rows.flatMap((row) =>
      row.cells.flatMap(({ network, map }) => {
        const stats = map && heatStats(map, row.isDifference ? 'magnitude' : 'value');
        if (!stats) return [];
        const { least, most, mean, hottest } = stats;
        return [
          [text.networks[network], row.kind, least, most, mean, `${hottest[0] + 1}, ${hottest[1] + 1}`],
        ];
      }),
    ),
  };
}

/** One row for each value of each map; rows and columns counted from 1. */
export function valueTable(rows: readonly MapRow[]): FigureTable {
  return {
    columns: [text.network, text.image, text.row, text.column, text.value],
    rows: rows.flatMap((row) =>
      row.cells.flatMap(({ network, map }) =>
        Array.from(map?.values ?? [], (value, i) => {
          const columns = map?.columns ?? 1;
          return [network, row.kind, Math.floor(i / columns) + 1, (i % columns) + 1, value];
        }),
      ),
    ),
  };
}
