/** The table of cuts: how the original network does with more and more filters cut, along one order. */
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import type { Graph } from '../graph/graph';
import type { CutFilter, EvalRow } from '../protocol';
import { labelled } from './accuracy';
import { countUpTo, type CutNetwork } from './cut';
import { CutMeter, type OracleGroups } from './cutMeter';

export interface SweepInput {
  readonly graph: Graph;
  readonly normalisation: Normalisation;
  /** The defense images behind the table's rows. */
  readonly sweepDefense: ImageSet;
  readonly oracle: OracleGroups | null;
}

/** Whether a row stands for a mask value or for a number of filters along the order of the cut. */
export type SweptBy = 'threshold' | 'count';

export interface RowReading {
  readonly kind: 'row';
  readonly by: SweptBy;
  readonly row: EvalRow;
  readonly done: number;
  readonly total: number;
}

/** A cut to measure: the head of an order, and the threshold that takes it. */
export interface PlannedCut {
  readonly threshold: number | null;
  readonly count: number;
}

const LARGEST_THRESHOLD = 0.95;
/** More rows along the order of the cut would not be told apart on the axis. */
const MOST_COUNTS = 16;

/** No cut, then thresholds 0, step, 2 step, ... and how many filters each one takes; those that take the same are merged. */
export function thresholdCuts(order: readonly CutFilter[], step: number): PlannedCut[] {
  const cuts: PlannedCut[] = [{ threshold: null, count: 0 }];
  for (let index = 0; index * step <= LARGEST_THRESHOLD + 1e-9; index++) {
    const threshold = Math.round(index * step * 1e6) / 1e6;
    const count = countUpTo(order, threshold);
    if (cuts[cuts.length - 1]?.count !== count) cuts.push({ threshold, count });
  }
  return cuts;
}

/** Counts from 1 to `last`, evenly spread where there are many; `chosen` is always among them. */
export function countCuts(last: number, chosen: number): PlannedCut[] {
  const every = Math.max(1, Math.ceil(last / MOST_COUNTS));
  const counts = Array.from({ length: last }, (_, index) => index + 1);
  return counts
    .filter((count) => count % every === 0 || count === last || count === chosen)
    .map((count) => ({ threshold: null, count }));
}

/** Measures each planned cut of `order`, from few filters to many. */
export async function* sweep(
  input: SweepInput,
  network: CutNetwork,
  order: readonly CutFilter[],
  cuts: readonly PlannedCut[],
  by: SweptBy,
): AsyncGenerator<RowReading, EvalRow[]> {
  const { graph, normalisation, oracle, sweepDefense } = input;
  const meter = new CutMeter(graph, normalisation, labelled(sweepDefense), oracle);
  try {
    const rows: EvalRow[] = [];
    for (const [index, { threshold, count }] of cuts.entries()) {
      const changed = network.cut(order.slice(0, count));
      const row = await meter.measure(network, index === 0 ? null : changed, { threshold, pruned: count });
      rows.push(row);
      yield { kind: 'row', by, row, done: index + 1, total: cuts.length };
    }
    return rows;
  } finally {
    meter.dispose();
  }
}
