/** What a detection leaves: the evidence of each detector, and the verdict on it. Fractions are 0..1, entropies in bits. */
import type { DetectionRecipe } from './detectionRecipe';
import type { Doubt, Report, SeriesRecord } from './report';
import type { DataSummary, DeviceReport, ImageSetSummary, ModelSummary } from './summaries';

/** The networks in which triggers are searched and images judged. */
export const QUESTIONED_NETWORKS = ['backdoored', 'unlearned'] as const;
export type QuestionedNetwork = (typeof QUESTIONED_NETWORKS)[number];

/** Predictions of the network while it unlearns, on a few defense images; step 0 is the network as it came. */
export interface LabelTrace {
  readonly images: number;
  readonly steps: readonly number[];
  readonly accuracies: readonly number[];
  /** Counts per class, step by step. */
  readonly histograms: readonly (readonly number[])[];
}

export interface LabelEvidence {
  readonly trace: LabelTrace;
  /** Of the unlearned network's predictions on all defense images. */
  readonly histogram: readonly number[];
  /** The class predicted most often, its share, and how evenly all are predicted: at most log2 of the number of classes. */
  readonly predicted: number;
  readonly share: number;
  readonly entropy: number;
  /** Largest margin per label in multiples of the ordinary one, the leader, and its margin over the next; null: not searched. */
  readonly margins: {
    readonly values: readonly number[];
    readonly label: number;
    readonly lead: number;
  } | null;
  readonly stopReason: Report['unlearn']['stopReason'];
}

/** Among fewer classes no trigger can stand out. */
export const FEWEST_CLASSES = 3;

/** How far a found trigger is the planted one. */
export interface TriggerOverlap {
  /** Share of what both cover in what either covers; 0 where one covers nothing. */
  readonly iou: number;
  /** Of the mean changes of pixels, -1..1; 0 where one of them is the same everywhere. */
  readonly correlation: number;
}

/** The smallest trigger of a class. */
export interface ClassTrigger {
  readonly label: number;
  /** Of the mask. */
  readonly l1: number;
  readonly l2: number;
  /** Share of images that it turns, and whether that was ever enough. */
  readonly success: number;
  readonly hasSucceeded: boolean;
  /** |norm - median| / MAD; null among fewer than three classes. */
  readonly index: number | null;
  /** Far below the median. */
  readonly isFlagged: boolean;
  /** Null where the planted one is not known or makes no picture of its own. */
  readonly overlap: TriggerOverlap | null;
}

/** Small pictures of all triggers of a search, as base64 of bytes: masks row by row, patterns RGB. */
export interface TriggerPictures {
  readonly rows: number;
  readonly columns: number;
  readonly masks: string;
  readonly patterns: string;
}

export interface SearchEvidence {
  readonly network: QuestionedNetwork;
  readonly triggers: readonly ClassTrigger[];
  /** The class with the smallest trigger, outlier or not. */
  readonly label: number;
  readonly pictures: TriggerPictures;
  readonly steps: number;
  readonly elapsedMs: number;
}

export interface StripEvidence {
  readonly network: QuestionedNetwork;
  /** Clean images that each was laid over. */
  readonly overlays: number;
  /** Of each image in question; null without a trigger. */
  readonly clean: readonly number[];
  readonly triggered: readonly number[] | null;
  /** Entropies up to here are suspicious; null where there are too few clean images for so small a share. */
  readonly threshold: number | null;
  /** Share of the clean images that lie there, and of the triggered ones. */
  readonly falseRejection: number;
  readonly found: number | null;
  /** Area under the curve. */
  readonly auc: number | null;
  /** Difference of the means, clean less triggered, as a share of the largest possible entropy. */
  readonly difference: number | null;
}

/** What RNP did. Oracle numbers where test images and trigger are known. */
export interface RepairEvidence {
  readonly pruned: number;
  readonly defenseAccuracy: { readonly before: number; readonly after: number };
  readonly cleanAccuracy: { readonly before: number | null; readonly after: number | null };
  readonly attackSuccessRate: { readonly before: number | null; readonly after: number | null };
  /** Share of defense images that the revealed trigger turns, before and after the cut; null where none was searched. */
  readonly fooled: { readonly before: number; readonly after: number } | null;
  readonly doubts: readonly Doubt[];
}

/** What speaks for a backdoor, each a number that honest networks have as well. */
export const FINDINGS = ['lead', 'share', 'nc', 'nu-nc'] as const;
export type FindingId = (typeof FINDINGS)[number];

export interface Finding {
  readonly id: FindingId;
  /** The label it points at. */
  readonly label: number;
  readonly value: number;
  /** From here on it speaks for a backdoor. */
  readonly limit: number;
  readonly speaks: boolean;
  /** How many honest networks were measured, and how many of them have as much or more in one of their runs. */
  readonly honest: { readonly networks: number; readonly asMuch: number };
}

/** What limits a verdict. */
export const CAVEATS = [
  'two-classes',
  'all-to-all',
  'constant-predictions',
  'stop-not-reached',
  'overlays-fewer',
  'no-test-images',
  'few-images',
  'baseline-low',
  'nothing-searched',
  'other-options',
] as const;
export type Caveat = (typeof CAVEATS)[number];

export interface Verdict {
  readonly answer: 'backdoor' | 'unsure' | 'nothing-found';
  /** The label that most findings which speak point at; null where none does. */
  readonly label: number | null;
  readonly findings: readonly Finding[];
  /** Findings that speak for the label. */
  readonly agreeing: number;
  readonly caveats: readonly Caveat[];
}

export interface DetectionReport {
  readonly format: 'rnp-detection-report';
  readonly version: 1;
  readonly recipe: DetectionRecipe;
  readonly device: DeviceReport;
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly model: ModelSummary;
  readonly data: DataSummary;
  /** On the defense images, by the network as it came. */
  readonly defenseAccuracy: number;
  readonly label: LabelEvidence;
  /** As it came first, then unlearned. */
  readonly searches: readonly SearchEvidence[];
  readonly strips: readonly StripEvidence[];
  readonly repair: RepairEvidence | null;
  readonly verdict: Verdict;
  readonly series: readonly SeriesRecord[];
  readonly elapsedMs: number;
}

/** One image that was asked about after a detection. */
export interface JudgedImage {
  readonly name: string;
  readonly picture: { readonly height: number; readonly width: number; readonly rgb: Uint8Array };
  /** What the network as it came says. */
  readonly predicted: number;
  /** By network: the entropy, and whether it lies at or below the threshold; null where too few clean images gave one. */
  readonly entropies: readonly {
    readonly network: QuestionedNetwork;
    readonly entropy: number;
    readonly isSuspicious: boolean | null;
  }[];
}

/** Images that were asked about: at most `MOST_JUDGED` of `count`, and what was done to the size of all of them. */
export interface JudgedPictures {
  readonly images: readonly JudgedImage[];
  readonly count: number;
  readonly resized: ImageSetSummary['resized'];
}
