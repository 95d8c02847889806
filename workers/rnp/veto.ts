/**
 * The adaptive cut: walk the filters from the smallest mask up and cut each one, but take back what costs clean images.
 * A prefix of the order would have to stop at the first filter that clean images need; the veto steps over it.
 *
 * Filters go in chunks; a chunk that costs too much is halved, down to single filters, and a single one that costs too
 * much is spared. Reads nothing but defense images, those of the inferred label included.
 */
import type { CutFilter, PruneOptions } from '../protocol';
import type { GroupAccuracy } from '../pruning/accuracy';
import { sum } from '../pruning/accuracy';
import type { CutNetwork } from '../pruning/cut';

export interface VetoInput {
  readonly network: CutNetwork;
  /** Groups of defense images with their labels; a cut may cost none of them too much. */
  readonly accuracy: GroupAccuracy;
  readonly order: readonly CutFilter[];
  /** The rest of the order anew, after every so many filters: what is cut changes what the others do. Only single filters then. */
  readonly renewal?: {
    readonly every: number;
    readonly rest: (tried: readonly CutFilter[]) => Promise<readonly CutFilter[]>;
  };
  /** Filters that are cut already and stay so; the budget counts from the whole network. */
  readonly standing?: readonly CutFilter[];
  readonly options: Pick<PruneOptions, 'vetoTolerance' | 'vetoBudget'>;
  /** How many filters at the front of the order are walked. */
  readonly limit: number;
  /** How many filters are tried at once. */
  readonly chunk: number;
  /** Asked after each accepted cut, with the sites it changed: has the walk reached its aim? */
  readonly reached?: (changed: readonly string[]) => Promise<boolean>;
  /** Asked after each decision: end here with what there is. */
  readonly endsNow?: () => boolean;
}

export interface VetoDecision {
  readonly filter: CutFilter;
  readonly verdict: 'cut' | 'vetoed';
  readonly cutSoFar: number;
  readonly walked: number;
  readonly limit: number;
}

export interface VetoResult {
  /** It was asked to end where it was. */
  readonly isEnded: boolean;
  /** Those that stood before the walk, then its own. */
  readonly cut: readonly CutFilter[];
  readonly vetoed: readonly CutFilter[];
  /** What the walk would have tried next. */
  readonly ahead: readonly CutFilter[];
}

/** Walks the order; yields each decision. */
export async function* walkWithVeto(input: VetoInput): AsyncGenerator<VetoDecision, VetoResult> {
  const { network, accuracy, options, chunk, renewal, standing = [] } = input;
  const limit = Math.min(input.order.length, input.limit);
  const hits = (changed: readonly string[] | null): Promise<Uint8Array[]> =>
    accuracy.hits(network.parameters, changed);

  network.cut([]);
  const whole = await hits(null);
  const base = whole.map(sum);
  accuracy.commit();
  let correct = base;
  if (standing.length > 0) {
    correct = (await hits(network.cut(standing))).map(sum);
    accuracy.commit();
  }
  const isTooMuch = (now: readonly number[]): boolean =>
    whole.some(({ length }, group) => {
      const [left = 0, last = 0, first = 0] = [now[group], correct[group], base[group]];
      const tolerance = Math.max(1, options.vetoTolerance * length);
      return last - left > tolerance || first - left > options.vetoBudget * length;
    });
  const cut: CutFilter[] = [...standing];
  const vetoed: CutFilter[] = [];
  let walked = 0;
  let order = input.order;
  let orderedAt = 0;
  let queue = inChunks(order.slice(0, limit), chunk);
  let isEnded = false;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    isEnded = input.endsNow?.() === true;
    if (isEnded) break;
    const changed = network.cut([...cut, ...next]);
    const now = (await hits(changed)).map(sum);
    const tooMuch = isTooMuch(now);
    if (tooMuch && next.length > 1) {
      const half = next.length >> 1;
      queue.unshift(next.slice(0, half), next.slice(half));
      network.cut(cut);
      continue;
    }
    if (tooMuch) {
      network.cut(cut);
      vetoed.push(...next);
    } else {
      accuracy.commit();
      correct = now;
      cut.push(...next);
    }
    for (const filter of next) {
      walked++;
      yield { filter, verdict: tooMuch ? 'vetoed' : 'cut', cutSoFar: cut.length, walked, limit };
    }
    if (!tooMuch && (await input.reached?.(changed)) === true) break;
    if (renewal !== undefined && walked - orderedAt === renewal.every) {
      order = await renewal.rest([...cut, ...vetoed]);
      orderedAt = walked;
      queue = inChunks(order.slice(0, limit - walked), chunk);
    }
  }
  return { cut, vetoed, ahead: order.slice(walked - orderedAt), isEnded };
}

function inChunks(order: readonly CutFilter[], chunk: number): (readonly CutFilter[])[] {
  const count = Math.ceil(order.length / chunk);
  return Array.from({ length: count }, (_, at) => order.slice(at * chunk, (at + 1) * chunk));
}
