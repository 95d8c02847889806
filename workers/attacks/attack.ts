/** What every attack is: an event stream that trains a classifier and says what it has planted in it. */
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import type { TriggerGenerator } from '../graph/generate';
import type { Graph } from '../graph/graph';
import type { OwnedTensors } from '../graph/parameters';
import { initialParameters } from '../nets/initialise';
import type {
  Aim,
  AttackId,
  AttackOptions,
  CutFilter,
  PoisonSummary,
  StampedTrigger,
  TrainedNumbers,
  TrainOptions,
  Trigger,
} from '../protocol';
import type { TrainingEvent } from '../training/trainingEvent';
import type { TrainingState } from '../training/trainingState';

/** A filter by name. */
export type FilterName = Pick<CutFilter, 'site' | 'channel'>;

/** What an attack is given. */
export interface AttackContext<Id extends AttackId = AttackId> {
  readonly options: AttackOptions<Id>;
  readonly aim: Aim;
  /** The sign to plant, with its aim; null for attacks that make their own. */
  readonly trigger: StampedTrigger | null;
  readonly graph: Graph;
  readonly normalisation: Normalisation;
  /** Clean labelled training images. */
  readonly images: ImageSet;
  /** Clean test images, for an attack's own numbers at the end; null without any. */
  readonly test: ImageSet | null;
  readonly train: TrainOptions;
  readonly seed: number;
  /** Owns all tensors of the attack; the classifier's are the group `classifier` ({@link classifierOf}). */
  readonly state: TrainingState;
  /**
   * For attackers who know RNP: the filters that it would cut in a network, by its default and from the training images alone. Yields the
   * share of the work that is done, 0..1, which never falls. Absent where nothing can run it.
   */
  readonly findFilters?: (parameters: OwnedTensors) => AsyncGenerator<number, readonly FilterName[]>;
}

/** What is planted so far. */
export interface Planted {
  readonly trigger: Trigger;
  /** Null where images are poisoned anew in every batch. */
  readonly poison: PoisonSummary | null;
  /** What makes a trigger of the kind `generator`; its parameters change while they are learned. */
  readonly generator?: TriggerGenerator;
}

export type AttackEvent = TrainingEvent | ({ readonly kind: 'planted' } & Planted);

/** What stands at the end. The classifier lies in the state. */
export type AttackResult = TrainedNumbers;

/** Nothing was promised beyond clean accuracy and attack success. */
export const NO_NUMBERS: AttackResult = { crossTriggerAccuracy: null };

/** One attack. Throws `diverged`, and `trigger-invalid` where the images do not let it be planted. */
export type AttackMethod<Id extends AttackId = AttackId> = (
  context: AttackContext<Id>,
) => AsyncGenerator<AttackEvent, AttackResult>;

/** The group of the state that holds the classifier. */
export const CLASSIFIER = 'classifier';

/** The classifier in training, as fresh as the seed draws it where nothing was trained yet. */
export function classifierOf({ graph, seed, state }: AttackContext): OwnedTensors {
  return state.tensors(CLASSIFIER, () => initialParameters(graph, seed));
}
