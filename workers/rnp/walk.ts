/** A walk along an order of filters with the veto of clean images, and what it leaves: what a rule that walks chooses. */
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import type { Graph } from '../graph/graph';
import type { CutFilter, PruneOptions } from '../protocol';
import { GroupAccuracy, labelled } from '../pruning/accuracy';
import type { CutNetwork } from '../pruning/cut';
import { relay } from './relay';
import { type VetoInput, walkWithVeto } from './veto';

/** What every rule that walks reads: the network's form, and images to judge each step by. */
export interface WalkInput {
  readonly graph: Graph;
  readonly normalisation: Normalisation;
  /** The defense images, as the veto looks at them: each set by itself, so that none makes up for what another loses. */
  readonly judged: readonly ImageSet[];
  readonly options: Pick<PruneOptions, 'vetoTolerance' | 'vetoBudget'>;
  /** Asked after each decision of the walk: end here with what there is. */
  readonly endsNow?: () => boolean;
}

export interface DecisionReading {
  readonly kind: 'decision';
  readonly filter: CutFilter;
  readonly verdict: 'cut' | 'vetoed';
  readonly cutSoFar: number;
  readonly done: number;
  readonly total: number;
}

export interface Walked {
  /** Filters in the order of the cut: what was cut, then what the walk would have tried next. */
  readonly head: readonly CutFilter[];
  /** All that is cut now, that of walks before this one included. */
  readonly cut: readonly CutFilter[];
  readonly vetoed: readonly CutFilter[];
  /** It was asked to end where it was. */
  readonly isEnded: boolean;
}

/** The order of the cut is measured at least this far, and twice as far as the cut goes. */
const SHORTEST_HEAD = 10;

/** Walks an order from the cut that stands and vetoes what costs clean images, with readings along the way. */
export async function* walk(
  input: WalkInput,
  network: CutNetwork,
  how: Pick<VetoInput, 'order' | 'renewal' | 'limit' | 'chunk' | 'reached' | 'standing'>,
): AsyncGenerator<DecisionReading, Walked> {
  const { endsNow, graph, judged, normalisation, options } = input;
  const accuracy = new GroupAccuracy(graph, normalisation, judged.map(labelled));
  try {
    const ends = endsNow === undefined ? {} : { endsNow };
    const steps = walkWithVeto({ network, accuracy, options, ...how, ...ends });
    const { ahead, cut, isEnded, vetoed } = yield* relay(
      steps,
      ({ filter, verdict, cutSoFar, walked, limit }) => [
        { kind: 'decision' as const, filter, verdict, cutSoFar, done: walked, total: limit },
      ],
    );
    const head = [...cut, ...ahead].slice(0, Math.max(SHORTEST_HEAD, 2 * cut.length));
    return { head, cut, vetoed, isEnded };
  } finally {
    accuracy.dispose();
  }
}
