/**
 * Stage 3 of RNP: the table of cuts and the chosen one, in the *original* network (paper Algorithm 1, lines 8-10).
 * All rules but `oracle` read nothing but defense images.
 */
import type { ImageSet } from '../data/images';
import type { Parameters } from '../graph/nodeOps';
import type { CutFilter, EvalRow } from '../protocol';
import { GroupAccuracy, labelled } from '../pruning/accuracy';
import { countUpTo, CutNetwork, orderFilters } from '../pruning/cut';
import type { MaskValues } from '../pruning/masks';
import { cutCarriers, type RoundReading, type RoundsInput, type RoundsResult } from './rounds';
import { countCuts, type RowReading, sweep, type SweepInput, thresholdCuts } from '../pruning/sweep';
import { walk } from './walk';

export interface PruneInput extends SweepInput, RoundsInput {
  /** Plain: what the defender's rule falls back to. */
  readonly defense: ImageSet;
  readonly original: Parameters;
  readonly finalMasks: MaskValues;
  /** The part nothing was trained on; the defender's rule falls back to all images where it is empty. */
  readonly heldOut: ImageSet;
}

export type PruneReading = RowReading | RoundReading;

export interface PruneResult extends RoundsResult {
  /** The table along the masks, by threshold. */
  readonly rows: readonly EvalRow[];
  /** All filters from the smallest mask up. */
  readonly order: readonly CutFilter[];
  /** The table along `head`, by number of filters; empty where the masks alone give the order. */
  readonly countRows: readonly EvalRow[];
}

/** The veto rule starts with this share of all filters at once. */
const CHUNK_SHARE = 1 / 150;

/** Largest cut of the table whose accuracy on held-out defense images stays within the budget (spec 1.5, dynamic threshold). */
async function defenderCount(
  input: PruneInput,
  network: CutNetwork,
  order: readonly CutFilter[],
  rows: readonly EvalRow[],
): Promise<number> {
  const images = input.heldOut.count > 0 ? input.heldOut : input.defense;
  const accuracy = new GroupAccuracy(input.graph, input.normalisation, [labelled(images)]);
  try {
    let base: number | null = null;
    let chosen = 0;
    for (const { pruned } of rows) {
      const changed = network.cut(order.slice(0, pruned));
      const [share = 0] = await accuracy.shares(network.parameters, base === null ? null : changed);
      accuracy.commit();
      base ??= share ?? 0;
      if ((share ?? 0) >= base - input.options.budget - 1e-9) chosen = Math.max(chosen, pruned);
    }
    return chosen;
  } finally {
    accuracy.dispose();
  }
}

/** The row with the lowest attack success whose clean accuracy stays within the budget. Reads oracle numbers. */
function oracleCount(rows: readonly EvalRow[], budget: number): number {
  const base = rows[0]?.cleanAccuracy ?? 0;
  const allowed = rows.filter(
    (row) => row.attackSuccessRate !== null && (row.cleanAccuracy ?? 0) >= base - budget - 1e-9,
  );
  const best = [...allowed].sort(
    (left, right) => (left.attackSuccessRate ?? 1) - (right.attackSuccessRate ?? 1),
  )[0];
  return best?.pruned ?? 0;
}

async function* choose(
  input: PruneInput,
  network: CutNetwork,
  order: readonly CutFilter[],
  rows: readonly EvalRow[],
): AsyncGenerator<PruneReading, RoundsResult> {
  const { options } = input;
  const unrevealed = { rounds: [], standing: null };
  const first = (count: number): RoundsResult => ({
    head: [],
    cut: order.slice(0, count),
    vetoed: 0,
    ...unrevealed,
  });
  switch (options.rule) {
    case 'threshold':
      return first(countUpTo(order, options.threshold));
    case 'count':
      return first(Math.min(order.length, options.count));
    case 'fraction':
      return first(Math.round(options.fraction * order.length));
    case 'defender':
      return first(await defenderCount(input, network, order, rows));
    case 'oracle':
      return first(oracleCount(rows, options.budget));
    case 'veto': {
      const chunk = Math.max(1, Math.floor(order.length * CHUNK_SHARE));
      const limit = Math.round(options.walk * order.length);
      const walked = yield* walk(input, network, { order, limit, chunk });
      return { ...walked, vetoed: walked.vetoed.length, ...unrevealed };
    }
    case 'carriers':
      return yield* cutCarriers(input, network, order);
    default:
      return options.rule satisfies never;
  }
}

/** Measures the table of cuts along the masks, chooses one by the recipe's rule, and measures the order that rule has. */
export async function* prune(input: PruneInput): AsyncGenerator<PruneReading, PruneResult> {
  const { options, sites } = input;
  const order = orderFilters(sites, options.order === 'mean' ? input.meanMasks : input.finalMasks);
  const network = await CutNetwork.create(input.graph, input.original, options.zeroBeta);
  try {
    const rows = yield* sweep(input, network, order, thresholdCuts(order, options.sweepStep), 'threshold');
    const choice = yield* choose(input, network, order, rows);
    const counts = countCuts(choice.head.length, choice.cut.length);
    const countRows = counts.length === 0 ? [] : yield* sweep(input, network, choice.head, counts, 'count');
    return { rows, order, countRows, ...choice };
  } finally {
    network.dispose();
  }
}
