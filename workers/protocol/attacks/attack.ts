/** What the protocol knows of an attack: its words, its options and, where it has a fixed one, its trigger. How it is done stands in `workers/attacks`. */
import { choice, type GroupValues, type OptionGroup, real } from '../option';
import type { LabelRule, StampedTrigger } from '../trigger';

/** Where an attack does its work. */
export type AttackFamily = 'dirty-label' | 'clean-label' | 'training-loop' | 'weights';

/** A trigger that does not yet say where it leads. */
export type Sign = StampedTrigger extends infer T
  ? T extends unknown
    ? Omit<T, 'target' | 'labels'>
    : never
  : never;

/** Size of the images a trigger is made for. */
export interface SignShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface AttackDescription<G extends OptionGroup = OptionGroup> {
  readonly name: string;
  /** One sentence for the list of attacks. */
  readonly summary: string;
  /** Where it was published, and where its constants come from. */
  readonly source: string;
  readonly family: AttackFamily;
  /** Label rules it can serve besides all-to-one. */
  readonly labelRules: readonly LabelRule['kind'][];
  /** Whether a trigger of the user's own may take the place of its own. */
  readonly takesSign: boolean;
  readonly options: G;
  /** Passes over the training images that a small network needs to learn it, where those are not the usual ones. */
  readonly epochs?: number;
  /** Its trigger, where that is known before anything is trained. */
  readonly sign: ((options: GroupValues<G>, shape: SignShape, seed: number) => Sign) | null;
}

/** Types a description by its own options. */
export function describeAttack<const G extends OptionGroup>(
  description: AttackDescription<G>,
): AttackDescription<G> {
  return description;
}

/** Share of the images that are poisoned; defaults as everywhere: small networks, paper, reference code. */
export function poisonRate(defaults: number | readonly [number, number, number]): ReturnType<typeof real> {
  return real(
    'Poison rate',
    'Share of the training images that get the trigger and the target’s label. The paper has 10 %; it also tries 5, 1 and 0.5 %.',
    defaults,
    {
      min: 0,
      max: 1,
      step: 0.005,
    },
  );
}

/** The same for attacks that change no label: the share is that of the target class. */
export function cleanLabelRate(
  defaults: number | readonly [number, number, number],
): ReturnType<typeof real> {
  return real(
    'Poison rate',
    'Share of the target class’s images that get the trigger. The paper’s 8 % of all images are 80 % of one class of ten.',
    defaults,
    {
      min: 0,
      max: 1,
      step: 0.05,
    },
  );
}

/** Which images may be drawn to be poisoned. */
export const POISON_FROM = choice(
  'Poisoned images from',
  'All classes, as in the RNP sources (images of the target class then keep their label), or from the other classes only, as in the ANP sources.',
  'all',
  { all: 'all classes', others: 'all but the target class' },
);
