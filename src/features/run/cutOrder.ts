/** Cuts as lists of filters: the order of a report, what a request means in it, and how one becomes another. */
import type { CutFilter, CutRequest, Report } from '../../../workers/protocol';
import type { FigureTable } from '../../charts/csv';
import { PRUNE_TEXT } from '../../text/run';

/** Names a filter by its place alone. */
export type FilterName = Pick<CutFilter, 'site' | 'channel'>;

/** True if both name the same filter. */
export function isSameFilter(a: FilterName, b: FilterName): boolean {
  return a.channel === b.channel && a.site === b.site;
}

/** True if `filter` stands in `list`. */
export function includesFilter(list: readonly FilterName[], filter: FilterName): boolean {
  return list.some((each) => isSameFilter(each, filter));
}

/**
 * Every filter of a report, smallest mask first, by the value the recipe orders by. Equal values keep the order of
 * the sites, as the engine's stable sort does; they are single precision, as there, so that a threshold takes the same.
 */
export function orderFilters(report: Pick<Report, 'masks' | 'recipe'>): readonly CutFilter[] {
  const useMean = report.recipe.prune.order === 'mean';
  const filters = report.masks.flatMap(({ site, values, mean }) =>
    (useMean ? mean : values).map((value, channel) => ({ site, channel, mask: Math.fround(value) })),
  );
  return filters.sort((a, b) => a.mask - b.mask);
}

/** The filters a rule put first, in its order, then all others by mask: what "cut one more" means. */
export function cutOrder(report: Pick<Report, 'masks' | 'recipe' | 'prune'>): readonly CutFilter[] {
  const { head } = report.prune;
  return [...head, ...orderFilters(report).filter((each) => !includesFilter(head, each))];
}

/** The filters a request cuts, in the order given. Filters picked by hand keep the order of picking. */
export function filtersOf(cut: CutRequest, order: readonly CutFilter[]): readonly CutFilter[] {
  switch (cut.kind) {
    case 'count':
      return order.slice(0, cut.count);
    case 'threshold':
      return order.filter((each) => each.mask <= cut.threshold);
    case 'filters':
      return cut.filters.map(
        (each) => order.find((known) => isSameFilter(known, each)) ?? { ...each, mask: 1 },
      );
    default:
      return cut satisfies never;
  }
}

/** The list of a cut as a table, every filter of it, masks in full. */
export function cutTable(filters: readonly CutFilter[]): FigureTable {
  return {
    columns: ['#', PRUNE_TEXT.site, PRUNE_TEXT.filter, PRUNE_TEXT.mask],
    rows: filters.map(({ site, channel, mask }, i) => [i + 1, site, channel, mask]),
  };
}

/** The shortest request for these filters: a count where they are the head of the order, else their names. */
export function requestFor(filters: readonly FilterName[], order: readonly CutFilter[]): CutRequest {
  const isHead = filters.every((each, i) => {
    const ordered = order[i];
    return ordered !== undefined && isSameFilter(each, ordered);
  });
  if (isHead) return { kind: 'count', count: filters.length };
  return { kind: 'filters', filters: filters.map(({ site, channel }) => ({ site, channel })) };
}

/** The cut and the next filter of the order that is still whole; null where all are cut. */
export function cutOneMore(filters: readonly CutFilter[], order: readonly CutFilter[]): CutRequest | null {
  const next = order.find((each) => !includesFilter(filters, each));
  return next === undefined ? null : requestFor([...filters, next], order);
}

/** The cut without its last filter; null where nothing is cut. */
export function cutOneLess(filters: readonly CutFilter[], order: readonly CutFilter[]): CutRequest | null {
  return filters.length === 0 ? null : requestFor(filters.slice(0, -1), order);
}

/** The cut with this filter restored if it was cut, cut if it was whole. */
export function toggleFilter(
  filter: FilterName,
  filters: readonly CutFilter[],
  order: readonly CutFilter[],
): CutRequest {
  if (includesFilter(filters, filter))
    return requestFor(
      filters.filter((each) => !isSameFilter(each, filter)),
      order,
    );
  return requestFor([...filters, filter], order);
}
