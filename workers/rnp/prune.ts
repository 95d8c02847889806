/**
 * Stage 3 of RNP: the table of cuts and the chosen one, in the *original* network (paper Algorithm 1, lines 8-10).
 * All rules but `oracle` read nothing but defense images.
 */
import type { ImageSet } from '../data/images';
import type { Parameters } from '../graph/nodeOps';
import type { CutFilter, EvalRow, MaskSite, PruneOptions } from '../protocol';
import { GroupAccuracy, labelled } from './accuracy';
import { marginByMask, orderCarriers } from './carriers';
import { countUpTo, CutNetwork, orderFilters } from './cut';
import type { MaskValues } from './masks';
import { relay } from './relay';
import { countCuts, type RowReading, sweep, type SweepInput, thresholdCuts } from './sweep';
import { type VetoInput, walkWithVeto } from './veto';

export interface PruneInput extends SweepInput {
  readonly original: Parameters;
  readonly sites: readonly MaskSite[];
  readonly finalMasks: MaskValues;
  readonly meanMasks: MaskValues;
  readonly options: PruneOptions;
  /** All of the defender's plain images. */
  readonly defense: ImageSet;
  /** The part nothing was trained on; the defender's rule falls back to all images where it is empty. */
  readonly heldOut: ImageSet;
  /** For the rule `carriers`: images with the revealed trigger, and the label they get. Null: nothing was revealed. */
  readonly revealed: Revealed | null;
  /** Asked after each decision of the walk: end here with what there is. */
  readonly endsNow?: () => boolean;
}

/** Defense images with the revealed trigger on them. */
export interface Revealed {
  readonly images: ImageSet;
  readonly label: number;
  /** False: no label stood out, and this one may be a guess. */
  readonly isClear: boolean;
}

export type PruneReading =
  | RowReading
  | {
      readonly kind: 'decision';
      readonly filter: CutFilter;
      readonly verdict: 'cut' | 'vetoed';
      readonly cutSoFar: number;
      readonly done: number;
      readonly total: number;
    };

export interface PruneResult {
  /** The table along the masks, by threshold. */
  readonly rows: readonly EvalRow[];
  /** All filters from the smallest mask up. */
  readonly order: readonly CutFilter[];
  /** Filters that the rule puts before all others, in the order of cutting; the others follow by mask. */
  readonly head: readonly CutFilter[];
  /** The table along `head`, by number of filters; empty where the masks alone give the order. */
  readonly countRows: readonly EvalRow[];
  readonly cut: readonly CutFilter[];
  readonly vetoed: number;
  /** Share of the images with the revealed trigger that still get the label after the cut; null for other rules. */
  readonly stillFooled: number | null;
}

/** What a rule chose. */
type Choice = Pick<PruneResult, 'head' | 'cut' | 'vetoed' | 'stillFooled'>;

/** Above this share of images that it still turns, the revealed trigger has survived the cut. */
export const SURVIVING = 0.1;
/** The veto rule starts with this share of all filters at once. */
const CHUNK_SHARE = 1 / 150;
/** The order of the cut is measured at least this far, and twice as far as the cut goes. */
const SHORTEST_HEAD = 10;

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

/**
 * Walks an order and vetoes what costs clean images, with readings along the way. The head of the cut's order is what was
 * cut and then, where the walk ended early, what it would have tried next.
 */
async function* walk(
  input: PruneInput,
  network: CutNetwork,
  how: Pick<VetoInput, 'order' | 'limit' | 'chunk' | 'reached'>,
): AsyncGenerator<PruneReading, Pick<Choice, 'head' | 'cut' | 'vetoed'>> {
  const { defense, endsNow, graph, normalisation, options } = input;
  const accuracy = new GroupAccuracy(graph, normalisation, [labelled(defense)]);
  try {
    const ends = endsNow === undefined ? {} : { endsNow };
    const steps = walkWithVeto({ network, accuracy, images: defense.count, options, ...how, ...ends });
    const { cut, vetoed } = yield* relay(steps, ({ filter, verdict, cutSoFar, walked, limit }) => [
      { kind: 'decision' as const, filter, verdict, cutSoFar, done: walked, total: limit },
    ]);
    const ahead = how.order.slice(cut.length + vetoed.length);
    const head = [...cut, ...ahead].slice(0, Math.max(SHORTEST_HEAD, 2 * cut.length));
    return { head, cut, vetoed: vetoed.length };
  } finally {
    accuracy.dispose();
  }
}

/**
 * The rule `carriers`: walk the filters that carry the revealed trigger until it fools the network no more. Where it
 * survives and the label was a guess, there is no sign of a backdoor, and the walk is taken back: it would only cost
 * accuracy.
 */
async function* cutCarriers(
  input: PruneInput,
  network: CutNetwork,
  order: readonly CutFilter[],
): AsyncGenerator<PruneReading, Choice> {
  const { graph, meanMasks, normalisation, options, original, revealed, sites } = input;
  if (revealed === null) return { head: [], cut: [], vetoed: 0, stillFooled: null };
  const { images, isClear, label } = revealed;
  const gradients = await marginByMask({ graph, parameters: original, normalisation }, sites, images, label);
  const fooled = new GroupAccuracy(graph, normalisation, [
    { images, wanted: new Uint16Array(images.count).fill(label) },
  ]);
  try {
    network.cut([]);
    const [before = null] = await fooled.shares(network.parameters, null);
    let still = before;
    fooled.commit();
    const reached = async (changed: readonly string[]): Promise<boolean> => {
      [still = null] = await fooled.shares(network.parameters, changed);
      fooled.commit();
      return (still ?? 0) <= options.stopFooled;
    };
    const { head, cut, vetoed } = yield* walk(input, network, {
      order: orderCarriers(order, gradients, meanMasks),
      limit: Math.round(options.carrierWalk * order.length),
      chunk: 1,
      reached,
    });
    if (!isClear && (still ?? 0) > SURVIVING) return { head, cut: [], vetoed: 0, stillFooled: before };
    return { head, cut, vetoed, stillFooled: still };
  } finally {
    fooled.dispose();
  }
}

async function* choose(
  input: PruneInput,
  network: CutNetwork,
  order: readonly CutFilter[],
  rows: readonly EvalRow[],
): AsyncGenerator<PruneReading, Choice> {
  const { options } = input;
  const first = (count: number): Choice => ({
    head: [],
    cut: order.slice(0, count),
    vetoed: 0,
    stillFooled: null,
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
      return { ...(yield* walk(input, network, { order, limit, chunk })), stillFooled: null };
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
