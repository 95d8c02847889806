/** Rows of the tables that this project commits under `public/tables`, and the paper's numbers beside them. Fractions are 0..1. */
import type { DefenseId } from './defenses/registry';
import type { LabelEvidence, SearchEvidence, StripEvidence } from './detectionReport';
import type { Doubt } from './report';
import type { ZooEntry } from './summaries';

/** What is measured of a network. */
export interface TableNumbers {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
  readonly targetClassAccuracy: number | null;
}

/** One run of any method as a row; the fields scripts read. */
export interface RunRow {
  readonly network: string;
  readonly attack: string;
  readonly method: string;
  readonly seed: number;
  readonly before: TableNumbers & { readonly cleanAccuracy: number };
  readonly after: TableNumbers;
  readonly pruned: number;
  readonly elapsedMs: number;
}

/** A run of RNP. */
export interface TableRow extends RunRow {
  readonly label: number;
  /** Largest margin over the next one, and accuracy at the end of recovering: what doubts are raised by. */
  readonly lead: number | null;
  readonly recovered: number;
  /** Share of defense images that the revealed trigger turns after the cut. */
  readonly stillFooled: number | null;
  readonly doubts: readonly Doubt[];
}

/** A row of `defenses.json`: a method that RNP is compared with, on the zoo's network of an attack. */
export interface DefenseRow extends RunRow {
  readonly method: DefenseId;
  /** Of the network's file: another one needs another run. */
  readonly sha256: string;
  /** The method's options, where they are not its defaults: a tuned run stands beside the plain one. */
  readonly options: 'adaptive' | 'paper';
  /** Where on its way the method stopped, and whether accuracy on the held-out images was within the budget there. */
  readonly at: number;
  readonly isWithin: boolean;
  readonly heldOut: { readonly before: number; readonly after: number };
  /** All places to stop, in order, measured on fewer test images: what more or less accuracy would have bought. */
  readonly points: readonly (Pick<DefenseRow, 'at' | 'pruned'> & {
    readonly heldOut: number;
    readonly cleanAccuracy: number;
    readonly attackSuccessRate: number | null;
  })[];
}

/** The middle value; of an even number of them the mean of the two in the middle. Null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const high = sorted[middle];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** The mean; null of none. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A run has failed where more of the attack, or less of the accuracy, is left than this. */
export const FAILURE_LIMITS = { attackSuccessRate: 0.05, cleanLoss: 0.015 } as const;

/** Why a run has failed, besides its own doubts. */
export const FAILURE_REASONS = [
  /** Each class has a target of its own: there is no one label to infer. */
  'many-targets',
  /** The inferred label is not the target. */
  'label-wrong',
  /** The trigger that was revealed turns nothing any more, the attacker's does. */
  'other-trigger',
  /** Accuracy fell on test images, not on the defense images that the cut was watched with. */
  'loss-unseen',
  /** Accuracy fell on the defense images as well. */
  'loss-seen',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number] | Doubt;

/** A row of `attacks.json`: RNP on a network of the zoo. */
export interface AttackRow extends TableRow {
  /** Of the network's file: another one needs another run. */
  readonly sha256: string;
  /** What stayed beyond {@link FAILURE_LIMITS}; empty where RNP worked. */
  readonly failed: readonly ('attack' | 'accuracy')[];
  /** Why, as far as the run can tell. */
  readonly reason: readonly FailureReason[];
}

/** What one search for triggers gave. */
export interface SearchRow extends Pick<SearchEvidence, 'network' | 'label' | 'steps' | 'elapsedMs'> {
  readonly triggers: SearchEvidence['triggers'];
}

/** A row of `detection.json`: all detectors on one network. */
export interface DetectionRow extends Pick<RunRow, 'network' | 'attack' | 'seed' | 'elapsedMs'> {
  readonly architecture: string;
  readonly width: number;
  /** The planted label; null for honest networks, and where each class has a target of its own. */
  readonly target: number | null;
  /** Another network of the same name needs another run. */
  readonly version: string;
  readonly label: Pick<LabelEvidence, 'histogram' | 'predicted' | 'share' | 'entropy' | 'margins'> & {
    /** Of the winner after each step of the ascent, and accuracy there; the first is before it. */
    readonly shares: readonly number[];
    readonly accuracies: readonly number[];
  };
  readonly searches: readonly SearchRow[];
  readonly strips: readonly Pick<
    StripEvidence,
    'network' | 'auc' | 'difference' | 'falseRejection' | 'found'
  >[];
}

/** A defense's numbers in the paper; `pruned` where it says how many channels were cut. */
export interface PaperNumbers {
  readonly cleanAccuracy: number;
  readonly attackSuccessRate: number;
  readonly pruned: number | null;
}

const TABLE_2 = 'tables 2 and 3';

/** `paper.json`: the paper's own tables, by the attacks' names here. */
export interface PaperTable {
  readonly source: string;
  readonly setting: string;
  /** Table 16: share of trials in which the label was found. */
  readonly detection: readonly {
    readonly attack: string;
    readonly nc: number;
    readonly nuNc: number;
    readonly nu: number;
  }[];
  readonly rows: readonly {
    readonly attack: string;
    /** Which of the paper's tables. */
    readonly source: string;
    readonly before: Omit<PaperNumbers, 'pruned'>;
    readonly after: Readonly<Partial<Record<'fp' | 'nad' | 'ibau' | 'anp' | 'rnp', PaperNumbers>>>;
  }[];
}

/** Width from which a network of the zoo counts as one that was trained in earnest. */
const FULL_WIDTH = 16;

/** The network that stands for an attack beside the paper: the first of full width, not a variant. */
export function mainNetwork(zoo: readonly ZooEntry[], attack: string): ZooEntry | undefined {
  return zoo.find((each) => each.attack === attack && each.width >= FULL_WIDTH);
}

/** The networks of the attacks in the paper's table 2, as far as they are trained. */
export function networksOfTable2(zoo: readonly ZooEntry[], { rows }: PaperTable): readonly ZooEntry[] {
  const attacks = rows.filter(({ source }) => source === TABLE_2).map(({ attack }) => attack);
  return attacks.flatMap((attack) => mainNetwork(zoo, attack) ?? []);
}
