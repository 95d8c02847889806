/** What the protocol knows of a defense: its words and its options. How it is done stands in `workers/defenses`. */
import type { OptionGroup } from '../option';

/** What a defense changes: all weights, single filters, how the network is trained in the first place, or what another one found. */
export type DefenseFamily = 'tuning' | 'pruning' | 'training' | 'combined';

/** What a defense needs besides clean images. */
export const DEFENSE_NEEDS = [
  /** Masks and noise stand at the scale of batch norms. */
  'batch-norm',
  /** The attacker's training set, poison and all. */
  'poisoned-set',
  /** Maps of several pixels, whose attention can be compared. */
  'maps',
  /** The logits of a dense layer, whose inputs are ranked. */
  'dense-end',
  /** Classes whose triggers can be compared: one of two is always the smaller. */
  'three-classes',
] as const;
export type DefenseNeed = (typeof DEFENSE_NEEDS)[number];

/** Epochs and rounds are counted from 1; at 0 stands what comes before the first. */
export type StoppingUnit = 'epoch' | 'round' | 'threshold';

export interface DefenseDescription<G extends OptionGroup = OptionGroup> {
  readonly name: string;
  /** One sentence for the list of defenses. */
  readonly summary: string;
  /** Where it was published, and where its constants come from. */
  readonly source: string;
  readonly family: DefenseFamily;
  /** What its places to stop are counted in. */
  readonly stopsAt: StoppingUnit;
  readonly needs: readonly DefenseNeed[];
  readonly options: G;
}

/** Types a description by its own options. */
export function describeDefense<const G extends OptionGroup>(
  description: DefenseDescription<G>,
): DefenseDescription<G> {
  return description;
}
