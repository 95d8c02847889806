/** What every defense is: an event stream that changes a network and says, point by point, what it would be if it stopped there. */
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import type { ToldSearch } from '../detection/toldSearch';
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import type { Classifier } from '../graph/infer';
import type { Parameters } from '../graph/nodeOps';
import type { OwnedTensors } from '../graph/parameters';
import type { ConstantsName, DefenseId, EngineEvent, MaskSite, OptionsOfDefense } from '../protocol';
import type { FilterId } from '../pruning/cut';
import type { MaskValues } from '../pruning/masks';
import type { TrainingEvent } from '../training/trainingEvent';
import type { TrainingState } from '../training/trainingState';

/** What a defense is given. */
export interface DefenseContext<Id extends DefenseId = DefenseId> {
  readonly options: OptionsOfDefense<Id>;
  readonly graph: Graph;
  readonly sites: readonly MaskSite[];
  readonly normalisation: Normalisation;
  /** The network as it came: its values, and the same on the device, where nobody moves them. */
  readonly host: HostTensors;
  readonly original: Parameters;
  /** The defender's clean images: learned from, and held out for the stopping point. */
  readonly images: ImageSet;
  readonly heldOut: ImageSet;
  /** The attacker's training set; null where nobody has it. */
  readonly poisoned: ImageSet | null;
  readonly seed: number;
  /** Owns all tensors of the defense. */
  readonly state: TrainingState;
  /** Runs RNP itself on `images`, by its own constants of that name: the filters that it cuts. */
  readonly cutByRnp: (constants: ConstantsName) => AsyncGenerator<DefenseEvent, readonly FilterId[]>;
}

/** A place where a defense could stop. */
export interface Point {
  /** What the network would be; valid until the next event. */
  readonly parameters: Parameters;
  /** Channels that are cut in it. */
  readonly pruned: number;
  /** Where on the defense's own way: an epoch, a round, a threshold. */
  readonly at: number;
}

export type DefenseEvent =
  | TrainingEvent
  | ({ readonly kind: 'point' } & Point)
  /** Masks after a step, by site. */
  | { readonly kind: 'masks'; readonly step: number; readonly masks: MaskValues }
  /** Mean activation of each channel, and the order in which they are cut. */
  | { readonly kind: 'ranking'; readonly activations: Float32Array; readonly order: readonly number[] }
  | ({ readonly kind: 'trigger-search' } & ToldSearch)
  /** What a run of RNP inside the defense says, in the page's words. */
  | {
      readonly kind: 'told';
      readonly event: Extract<EngineEvent, { kind: 'state' | 'progress' | 'points' | 'masks' }>;
    }
  /** The network that learns and its teacher, after `at` epochs; valid until the next event. */
  | {
      readonly kind: 'attention';
      readonly at: number;
      readonly learner: Parameters;
      readonly teacher: Parameters;
    }
  /** Images of the poisoned set that are taken for poison, by position. */
  | { readonly kind: 'isolated'; readonly indices: Uint32Array }
  /** One change of all pixels, HWC in units of the pixel range, and the share of images that it turns. */
  | {
      readonly kind: 'change';
      readonly round: number;
      readonly change: Float32Array;
      readonly norm: number;
      readonly fooled: number;
    };

/** One defense. Throws `diverged`, and `defense-unfit` where the network or the images do not let it begin. */
export type DefenseMethod<Id extends DefenseId = DefenseId> = (
  context: DefenseContext<Id>,
) => AsyncGenerator<DefenseEvent, void>;

/** The group of the state that holds the network under repair. */
export const REPAIRED = 'repaired';

/** The network under repair: a copy of the original, in the state. */
export function repairedOf({ host, state }: DefenseContext): OwnedTensors {
  return state.tensors(REPAIRED, () => host);
}

/** A network of the defense's layout as one that can be asked. */
export function askable({ graph, normalisation }: DefenseContext, parameters: Parameters): Classifier {
  return { graph, parameters, normalisation };
}
