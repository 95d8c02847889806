/**
 * The adaptive cut: walk the filters from the smallest mask up and cut each one, but take back what costs clean images.
 * A prefix of the order would have to stop at the first filter that clean images need; the veto steps over it.
 *
 * Filters go in chunks; a chunk that costs too much is halved, down to single filters, and a single one that costs too
 * much is spared. Reads nothing but defense images, those of the inferred label included.
 */
import type { CutFilter, PruneOptions } from '../protocol';
import type { GroupAccuracy } from './accuracy';
import { sum } from './accuracy';
import type { CutNetwork } from './cut';

export interface VetoInput {
  readonly network: CutNetwork;
  /** One group: defense images with their labels. */
  readonly accuracy: GroupAccuracy;
  readonly images: number;
  readonly order: readonly CutFilter[];
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
  readonly walked: number;
}

/** Walks the order; yields each decision. */
export async function* walkWithVeto(input: VetoInput): AsyncGenerator<VetoDecision, VetoResult> {
  const { network, accuracy, images, order, options, chunk, standing = [] } = input;
  const limit = Math.min(order.length, input.limit);
  const tolerance = Math.max(1, options.vetoTolerance * images);
  const budget = options.vetoBudget * images;
  const count = async (changed: readonly string[] | null): Promise<number> =>
    sum((await accuracy.hits(network.parameters, changed))[0] ?? new Uint8Array());

  network.cut([]);
  const base = await count(null);
  accuracy.commit();
  let correct = base;
  if (standing.length > 0) {
    correct = await count(network.cut(standing));
    accuracy.commit();
  }
  const cut: CutFilter[] = [...standing];
  const vetoed: CutFilter[] = [];
  const queue: (readonly CutFilter[])[] = [];
  for (let at = 0; at < limit; at += chunk) queue.push(order.slice(at, Math.min(limit, at + chunk)));
  let walked = 0;
  let isEnded = false;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    isEnded = input.endsNow?.() === true;
    if (isEnded) break;
    const changed = network.cut([...cut, ...next]);
    const now = await count(changed);
    const tooMuch = correct - now > tolerance || base - now > budget;
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
  }
  return { cut, vetoed, walked, isEnded };
}
