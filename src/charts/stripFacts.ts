/** What the mask strips say in words: readings, the data table, the filter at a place. */
import { stripText as text } from '../text/charts';
import type { FigureTable } from './csv';
import { isFlagged, type FilterFlags } from './filterFlags';
import type { StripLayout, StripPlace, StripRow, StripSite } from './stripLayout';

/** One filter of the network. */
export interface FilterRef {
  readonly site: string;
  readonly channel: number;
}

/** The state of all filters, in site order. */
export interface StripFacts {
  readonly layout: StripLayout;
  /** The channel at each place, a list a strip. */
  readonly channels: readonly Uint16Array[];
  readonly values: ArrayLike<number>;
  readonly cut: FilterFlags;
  readonly vetoed: FilterFlags;
}

/** The filter at a place; null outside of the strips. */
export function filterAt({ layout, channels }: StripFacts, place: StripPlace): FilterRef | null {
  const row = layout.rows[place.row];
  const channel = channels[place.row]?.[place.place];
  return row && channel !== undefined ? { site: row.site.id, channel } : null;
}

/** The filter at a place in words: site, filter, mask, state. */
export function cellWords(facts: StripFacts, place: StripPlace): string {
  const filter = filterAt(facts, place);
  const row = facts.layout.rows[place.row];
  if (!filter || !row) return '';
  const index = row.start + filter.channel;
  return text.cell(
    filter.site,
    filter.channel,
    facts.values[index] ?? 0,
    stateWord(index, facts.cut, facts.vetoed),
  );
}

/** Cut filters of one strip. */
export function countCut(row: StripRow, cut: FilterFlags): number {
  let count = 0;
  for (let i = row.start; i < row.start + row.site.channels; i++) if (isFlagged(cut, i)) count++;
  return count;
}

/** One row for each filter: layer, filter, mask, state. */
export function stripTable(
  sites: readonly StripSite[],
  values: ArrayLike<number>,
  cut: FilterFlags,
  vetoed: FilterFlags,
): FigureTable {
  let index = 0;
  const rows = sites.flatMap((site) =>
    Array.from({ length: site.channels }, (_, channel) => {
      const row = [site.id, channel, values[index] ?? NaN, stateWord(index, cut, vetoed)];
      index++;
      return row;
    }),
  );
  return { columns: [text.layer, text.filter, text.mask, text.state], rows };
}

function stateWord(index: number, cut: FilterFlags, vetoed: FilterFlags): string {
  if (isFlagged(cut, index)) return text.stateOf.cut;
  return isFlagged(vetoed, index) ? text.stateOf.vetoed : text.stateOf.kept;
}
