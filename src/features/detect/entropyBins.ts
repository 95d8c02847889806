/** Entropies counted into bins, and what a threshold makes of them. Pure. */
import { areaUnder, entropyGap, rocCurve, type RocPoint } from '../../../workers/protocol/roc';
import { binCounts } from '../../charts/histogramBars';
import type { EntropyReading } from '../../state/detectStore';

export const BINS = 24;

/** Edges of equal bins from 0 to the largest entropy that `classes` allow, in bits. */
export function entropyEdges(classes: number): readonly number[] {
  const most = Math.log2(Math.max(2, classes));
  return Array.from({ length: BINS + 1 }, (_, at) => (most * at) / BINS);
}

export interface EntropyCounts {
  readonly clean: readonly number[];
  readonly triggered: readonly number[] | null;
}

/** Images per bin. Values that rounding has brought past an end belong to the bin there. */
export function entropyCounts({ clean, triggered }: EntropyReading, edges: readonly number[]): EntropyCounts {
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const counted = (values: readonly number[]): readonly number[] => [
    ...binCounts(
      values.map((value) => Math.min(last, Math.max(first, value))),
      edges,
    ),
  ];
  return { clean: counted(clean), triggered: triggered === null ? null : counted(triggered) };
}

export interface Roc {
  readonly points: readonly RocPoint[];
  readonly auc: number;
  /** Difference of the means, clean less triggered, as a share of the largest possible entropy. */
  readonly difference: number;
}

/** The curve; null without images of both kinds. */
export function rocOf({ clean, triggered }: EntropyReading, classes: number): Roc | null {
  const points = rocCurve(clean, triggered ?? []);
  const auc = areaUnder(points);
  const difference = entropyGap({ clean, triggered }, classes);
  return auc === null || difference === null ? null : { points, auc, difference };
}
