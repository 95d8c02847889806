/** The cut on the desk: from the order of a report to a request, and back. */
import { beforeEach, describe, expect, it } from 'vitest';
import { cutDesk, evaluationOf, layCut, sweptRow, undoCut } from '../../../src/features/run/cutDesk';
import {
  cutOneLess,
  cutOneMore,
  cutOrder,
  cutTable,
  filtersOf,
  orderFilters,
  requestFor,
  toggleFilter,
} from '../../../src/features/run/cutOrder';
import { nearestCut, sweepRows } from '../../../src/features/run/sweepRows';
import { emptyRun, runStore } from '../../../src/state/runStore';
import { FILTERS, plausibleReport, rowAt } from './plausibleRun';

const report = plausibleReport();
const order = orderFilters(report);

describe('the order of cutting', () => {
  it('is saved whole: place, layer, filter and mask of each', () => {
    const { columns, rows } = cutTable(order.slice(0, 200));
    expect(columns).toEqual(['#', 'layer', 'filter', 'mask']);
    expect(rows).toHaveLength(200);
    expect(rows[199]).toEqual([200, order[199]?.site, order[199]?.channel, order[199]?.mask]);
  });

  it('holds every filter once, smallest value first', () => {
    expect(order).toHaveLength(FILTERS);
    expect(new Set(order.map(({ site, channel }) => `${site}/${channel}`)).size).toBe(FILTERS);
    for (let i = 1; i < order.length; i++)
      expect(order[i]?.mask).toBeGreaterThanOrEqual(order[i - 1]?.mask ?? NaN);
  });

  it('goes by the mean or by the last value, as the recipe says', () => {
    const final = {
      ...report,
      recipe: { ...report.recipe, prune: { ...report.recipe.prune, order: 'final' as const } },
    };
    const { site, channel } = order[0] ?? { site: '', channel: 0 };
    const masks = report.masks.find((each) => each.site === site);
    expect(report.recipe.prune.order).toBe('mean');
    expect(order[0]?.mask).toBe(Math.fround(masks?.mean[channel] ?? NaN));
    expect(orderFilters(final)[0]?.mask).toBe(
      Math.fround(Math.min(...report.masks.flatMap(({ values }) => values))),
    );
  });

  it('keeps the order of the network among equal masks', () => {
    const tie = { site: 'a', values: [0.5, 0.5], mean: [0.5, 0.5] };
    const ordered = orderFilters({ recipe: report.recipe, masks: [tie, { ...tie, site: 'b' }] });
    expect(ordered.map(({ site, channel }) => `${site}${channel}`)).toEqual(['a0', 'a1', 'b0', 'b1']);
  });
});

describe('requests', () => {
  it('a threshold takes everything at or below it', () => {
    const threshold = order[9]?.mask ?? 0;
    expect(filtersOf({ kind: 'threshold', threshold }, order)).toHaveLength(10);
  });

  it('a threshold that a mask meets only in single precision leaves it, as the engine does', () => {
    const tie = { site: 'a', values: [0.3], mean: [0.3] };
    const ordered = orderFilters({ recipe: report.recipe, masks: [tie] });
    expect(Math.fround(0.3)).toBeGreaterThan(0.3);
    expect(filtersOf({ kind: 'threshold', threshold: 0.3 }, ordered)).toEqual([]);
  });

  it('one more and one less are exact opposites along the order', () => {
    const ten = filtersOf({ kind: 'count', count: 10 }, order);
    const more = cutOneMore(ten, order);
    expect(more).toEqual({ kind: 'count', count: 11 });
    expect(cutOneLess(filtersOf(more ?? { kind: 'count', count: 0 }, order), order)).toEqual({
      kind: 'count',
      count: 10,
    });
  });

  it('ends where there is nothing more to cut or to restore', () => {
    expect(cutOneMore(order, order)).toBeNull();
    expect(cutOneLess([], order)).toBeNull();
  });

  it('a filter restored from the middle makes the cut one picked by hand; cutting it again makes it a count', () => {
    const ten = filtersOf({ kind: 'count', count: 10 }, order);
    const third = ten[2] ?? { site: '', channel: 0 };
    const without = toggleFilter(third, ten, order);
    expect(without.kind).toBe('filters');
    const nine = filtersOf(without, order);
    expect(nine).toHaveLength(9);
    expect(cutOneMore(nine, order)).toMatchObject({ kind: 'filters' });
    const again = filtersOf(toggleFilter(third, nine, order), order);
    expect(new Set(again)).toEqual(new Set(ten));
  });

  it('names filters with site and channel only', () => {
    const picked = requestFor(order.slice(5, 7), order);
    expect(picked).toEqual({
      kind: 'filters',
      filters: order.slice(5, 7).map(({ site, channel }) => ({ site, channel })),
    });
  });
});

describe('the desk', () => {
  beforeEach(() => {
    runStore.setState({ ...emptyRun(), status: 'done', job: 'run-1', report });
    cutDesk.setState({ current: null, past: [] });
  });

  it('takes cuts back one by one, a drag as one', () => {
    layCut({ kind: 'count', count: 10 });
    layCut({ kind: 'count', count: 20 });
    layCut({ kind: 'count', count: 21 }, true);
    layCut({ kind: 'count', count: 22 }, true);
    undoCut();
    expect(cutDesk.getState().current).toEqual({ kind: 'count', count: 10 });
    undoCut();
    expect(cutDesk.getState().current).toBeNull();
    undoCut();
    expect(cutDesk.getState().current).toBeNull();
  });

  it('is empty again when another run begins', () => {
    layCut({ kind: 'count', count: 10 });
    runStore.setState({ ...emptyRun(), status: 'running', job: 'run-2' });
    expect(cutDesk.getState()).toEqual({ current: null, past: [] });
  });

  it('shows the run’s own numbers until something is tried', () => {
    expect(evaluationOf(null, report, null)).toEqual({ row: report.prune.chosen, isMeasuring: false });
  });

  it('answers from the sweep at once, where it holds the cut', () => {
    const known = report.prune.rows[3];
    const cut = { kind: 'count', count: known?.pruned ?? 0 } as const;
    expect(sweptRow(cut, report)?.pruned).toBe(cut.count);
    expect(evaluationOf(cut, report, null).isMeasuring).toBe(false);
  });

  it('never passes the numbers of one cut off as those of another', () => {
    const cut = { kind: 'count', count: 41 } as const;
    expect(sweptRow(cut, report)).toBeNull();
    const other = {
      request: { kind: 'count', count: 40 } as const,
      row: rowAt(40, 'removed', null),
      pending: false,
    };
    expect(evaluationOf(cut, report, other).isMeasuring).toBe(true);
    expect(evaluationOf(cut, report, { ...other, request: cut, pending: true }).isMeasuring).toBe(true);
    // The client keeps the older row in place when a measurement failed.
    expect(evaluationOf(cut, report, { ...other, request: cut }).isMeasuring).toBe(true);
    const own = { request: cut, row: rowAt(41, 'removed', null), pending: false };
    expect(evaluationOf(cut, report, own)).toEqual({ row: own.row, isMeasuring: false });
  });
});

describe('the rows of the sweep', () => {
  const live = report.prune.rows.map((row) => ({ ...row, by: 'threshold' as const }));

  it('serve both axes, also where the engine swept only one', () => {
    const rows = sweepRows(live, report);
    expect(rows.filter((row) => row.by === 'threshold')).toHaveLength(live.length);
    const counts = rows.filter((row) => row.by === 'count').map((row) => row.pruned);
    expect(counts.length).toBeGreaterThan(3);
    expect(new Set(counts).size).toBe(counts.length);
  });

  it('come from the report where no events came with it', () => {
    expect(sweepRows([], report).length).toBeGreaterThan(0);
    expect(sweepRows([], null)).toEqual([]);
  });

  it('a recorded run snaps to what it has measured, on either axis', () => {
    const rows = sweepRows(live, report);
    const known = live[3];
    expect(nearestCut(rows, 'count', (known?.pruned ?? 0) + 0.4)).toEqual({
      kind: 'count',
      count: known?.pruned,
    });
    expect(nearestCut(rows, 'threshold', (known?.threshold ?? 0) + 0.001)).toEqual({
      kind: 'threshold',
      threshold: known?.threshold,
    });
    expect(nearestCut([], 'count', 30)).toEqual({ kind: 'count', count: 0 });
  });
});

describe('a rule with an order of its own', () => {
  // The rule put two filters first that the masks rank far behind, and measured that order up to the second.
  const head = [order[50], order[20]].flatMap((each) => each ?? []);
  const countRows = [rowAt(1, 'removed', null), rowAt(2, 'removed', null)].map((row) => ({
    ...row,
    attackSuccessRate: 0.25,
  }));
  const own = {
    ...report,
    prune: {
      ...report.prune,
      head,
      countRows,
      chosen: { ...report.prune.chosen, pruned: 2, filters: head },
    },
  };

  it('puts its filters first and lets the masks order the others', () => {
    const ordered = cutOrder(own);
    expect(ordered.slice(0, 3)).toEqual([head[0], head[1], order[0]]);
    expect(ordered).toHaveLength(FILTERS);
    expect(cutOneMore(head, ordered)).toEqual({ kind: 'count', count: 3 });
    expect(requestFor(head, ordered)).toEqual({ kind: 'count', count: 2 });
  });

  it('a count is answered by its own table, a threshold by that of the masks', () => {
    expect(sweptRow({ kind: 'count', count: 2 }, own)).toBe(countRows[1]);
    const known = report.prune.rows[3];
    const threshold = order[(known?.pruned ?? 0) - 1]?.mask ?? NaN;
    expect(sweptRow({ kind: 'threshold', threshold }, own)).toBe(known);
    expect(sweptRow({ kind: 'count', count: known?.pruned ?? 0 }, own)).toBeNull();
    expect(sweptRow({ kind: 'count', count: 0 }, own)).toBe(report.prune.rows[0]);
  });

  it('its axis of counts never shows the masks’ rows', () => {
    const rows = sweepRows([], own);
    expect(rows.filter((row) => row.by === 'count').map((row) => row.pruned)).toEqual([0, 1, 2]);
    expect(
      sweepRows([], { ...own, prune: { ...own.prune, countRows: [] } }).some((row) => row.by === 'count'),
    ).toBe(false);
  });
});
