/**
 * The rule `carriers`: reveal the trigger, cut the filters that carry it until it fools the network no more, and look whether the
 * label still stands out in the *unlearned* network with the same filters cut. Where it does, another way to the label is left (a
 * bent or a partly hidden trigger has several): the network, as it is cut now, is asked to reveal again.
 *
 * Where the first trigger survives and the label was a guess, there is no sign of a backdoor, and the walk is taken back: it would
 * only cost accuracy. Reads nothing but defense images.
 */
import type { ImageSet } from '../data/images';
import type { Classifier } from '../graph/infer';
import type { CutFilter, LabelStanding, MaskSite, PruneOptions, RevealedNumbers } from '../protocol';
import { GroupAccuracy } from '../pruning/accuracy';
import { marginByMask, orderCarriers } from './carriers';
import { type CutNetwork, without } from '../pruning/cut';
import type { MaskValues } from '../pruning/masks';
import { relay } from './relay';
import type { RevealReading, RevealResult } from './reveal';
import { type DecisionReading, walk, type WalkInput } from './walk';

/** The searches behind the rule. */
export interface CarrierSearch {
  readonly label: number;
  /** False: no label stood out, and this one may be a guess. */
  readonly isClear: boolean;
  /** The trigger that a network reveals; null where there is no image of another label. */
  readonly reveal: (
    classifier: Classifier,
    round: number,
  ) => AsyncGenerator<RevealReading, RevealResult | null>;
  /** How the label stands with these filters cut; yields steps. Null: there are no margins to compare with. */
  readonly stand: ((cut: readonly CutFilter[]) => AsyncGenerator<number, LabelStanding>) | null;
}

export interface RoundsInput extends WalkInput {
  readonly sites: readonly MaskSite[];
  readonly meanMasks: MaskValues;
  readonly options: PruneOptions;
  /** Null: nothing was exposed. */
  readonly carriers: CarrierSearch | null;
}

export type RoundReading =
  | DecisionReading
  | { readonly kind: 'reveal'; readonly round: number; readonly reading: RevealReading }
  | { readonly kind: 'revealed'; readonly round: number; readonly found: RevealResult }
  | { readonly kind: 'stand'; readonly step: number };

export interface RoundsResult {
  readonly head: readonly CutFilter[];
  readonly cut: readonly CutFilter[];
  readonly vetoed: number;
  /** The trigger of each round, before and after the walk along its carriers. */
  readonly rounds: readonly RevealedNumbers[];
  /** After the last of several rounds; null where nothing was cut or nothing can be compared. */
  readonly standing: LabelStanding | null;
}

/** Above this share of images that it still turns, a revealed trigger has survived the cut. */
export const SURVIVING = 0.1;
/** Below this share of its margin the label stands out no more. */
export const GONE = 0.4;

const NOTHING: RoundsResult = { head: [], cut: [], vetoed: 0, rounds: [], standing: null };

/** Walks the carriers of one revealed trigger in a network with `standing` cut; answers what it still turns as well. */
async function* walkCarriers(
  input: RoundsInput,
  network: CutNetwork,
  { from, standing, spared }: Record<'from' | 'standing' | 'spared', readonly CutFilter[]>,
  { images, label, every }: { readonly images: ImageSet; readonly label: number; readonly every: number },
) {
  const { graph, meanMasks, normalisation, options, sites } = input;
  const carriersBut = async (tried: readonly CutFilter[]): Promise<readonly CutFilter[]> => {
    const classifier = { graph, parameters: network.parameters, normalisation };
    const gradients = await marginByMask(classifier, sites, images, label);
    return orderCarriers(without(from, [...spared, ...tried]), gradients, meanMasks);
  };
  const wanted = new Uint16Array(images.count).fill(label);
  const fooled = new GroupAccuracy(graph, normalisation, [{ images, wanted }]);
  try {
    const measure = async (changed: readonly string[] | null): Promise<number> => {
      const [share] = await fooled.shares(network.parameters, changed);
      fooled.commit();
      return share ?? 0;
    };
    const before = await measure(null);
    let still = before;
    const reached = async (changed: readonly string[]): Promise<boolean> => {
      still = await measure(changed);
      return still <= options.stopFooled;
    };
    const walked = yield* walk(input, network, {
      order: await carriersBut(standing),
      ...(every > 0 && { renewal: { every, rest: carriersBut } }),
      standing,
      limit: Math.round(options.carrierWalk * from.length),
      chunk: 1,
      reached,
    });
    return { ...walked, before, still };
  } finally {
    fooled.dispose();
  }
}

/** Reveals and cuts, round after round; `order` holds all filters, by mask. */
export async function* cutCarriers(
  input: RoundsInput,
  network: CutNetwork,
  order: readonly CutFilter[],
): AsyncGenerator<RoundReading, RoundsResult> {
  const { carriers, graph, normalisation, options } = input;
  if (carriers === null) return NOTHING;
  const { isClear, label, reveal, stand } = carriers;
  const { revealRounds } = options;
  const spared: CutFilter[] = [];
  const rounds: RevealedNumbers[] = [];
  let { head, cut, standing } = NOTHING;
  for (let round = 1; round <= revealRounds; round++) {
    network.cut(cut);
    const classifier = { graph, parameters: network.parameters, normalisation };
    const found = yield* relay(reveal(classifier, round), (reading) => [
      { kind: 'reveal' as const, round, reading },
    ]);
    if (found === null) break;
    yield { kind: 'revealed', round, found };
    const { images, norm, fooled } = found;
    const filters = { from: order, standing: cut, spared };
    // In the first round a stale order is the better one: it cuts more of what carries the attacker's own trigger (docs/adaptive.md).
    const every = round === 1 ? 0 : options.carrierRenewal;
    const walked = yield* walkCarriers(input, network, filters, { images, label, every });
    spared.push(...walked.vetoed);
    const isGuess = round === 1 && !isClear && walked.still > SURVIVING;
    rounds.push({ norm, fooled, fooledAfter: isGuess ? walked.before : walked.still });
    head = walked.head;
    if (isGuess || walked.cut.length === cut.length) break;
    cut = walked.cut;
    // Of one round nothing depends on it, and the search takes a while.
    if (stand === null || revealRounds === 1 || walked.isEnded) break;
    standing = yield* relay(stand(cut), (step) => [{ kind: 'stand' as const, step }]);
    if (standing.left <= GONE) break;
  }
  return { head, cut, vetoed: spared.length, rounds, standing };
}
