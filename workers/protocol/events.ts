/** The event stream from engine to page: batched envelopes over a MessagePort, typed arrays transferred. */
import type { PointRow } from './defenseReport';
import type { QuestionedNetwork } from './detectionReport';
import type { Fault } from './faults';
import type { MetricId } from './metrics';
import type { Doubt, EvalRow } from './report';
import type { PoisonSummary } from './trainingReport';
import type { Trigger } from './trigger';

export type JobId = string;

/** The stages of RNP. */
export type Stage = 'unlearn' | 'recover' | 'prune';
export const STAGES: readonly Stage[] = ['unlearn', 'recover', 'prune'];

/** The stages of a training: an honest network that an attack starts from, what it makes before (trigger, perturbations), the training itself. */
export const TRAINING_STAGES = ['prepare', 'craft', 'train'] as const;
export type TrainingStage = (typeof TRAINING_STAGES)[number];
/**
 * The stages of the other defenses: descent on clean images, that of a teacher, learning from it; ranking channels, learning masks;
 * searching a change and unlearning it, or images that were isolated; searching a trigger for each class.
 */
export const DEFENSE_STAGES = [
  'tune',
  'teach',
  'distil',
  'rank',
  'mask',
  'perturb',
  'erase',
  'isolate',
  'search',
] as const;
export type DefenseStage = (typeof DEFENSE_STAGES)[number];
/** What detection adds to RNP's stages and the search of triggers: images laid over others. */
export type DetectionStage = 'overlay';
export type AnyStage = Stage | TrainingStage | DefenseStage | DetectionStage;

/** Whether a stage is one of RNP's. */
export function isStage(stage: AnyStage | null): stage is Stage {
  return stage !== null && (STAGES as readonly string[]).includes(stage);
}

export type RunState = 'running' | 'pausing' | 'paused' | 'cancelling' | 'done' | 'cancelled' | 'failed';

/** Which of the four networks of a run. */
export const NETWORK_STATES = ['backdoored', 'unlearned', 'recovered', 'pruned'] as const;
export type NetworkState = (typeof NETWORK_STATES)[number];

/** What is being waited for, for progress lines. */
export type PhaseId =
  | 'read'
  | 'unpack'
  | 'hash'
  | 'map'
  | 'device'
  | 'compile'
  | 'self-test'
  | 'draw-data'
  | 'baseline'
  | 'unlearn'
  | 'label'
  | 'reveal'
  | 'stand'
  | 'recover'
  | 'prune'
  | TrainingStage
  | DefenseStage
  | DetectionStage
  | 'sweep'
  | 'sweep-order'
  | 'maps'
  | 'export';

/** One mask site's part of a histogram. */
export interface SiteHistogram {
  readonly site: string;
  /** Filters per bin; sums to the site's channels. */
  readonly counts: Uint32Array;
}

/** Pictures of one size, one after the other. */
export interface SmallPictures {
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint8Array;
}

export type EngineEvent =
  | { readonly kind: 'state'; readonly state: RunState; readonly stage: AnyStage | null }
  | {
      /** Series values of one stage; NaN never occurs: a step without a reading is left out of that metric's list. */
      readonly kind: 'points';
      readonly stage: AnyStage;
      readonly metric: MetricId;
      readonly steps: Uint32Array;
      readonly values: Float32Array;
    }
  | {
      /** All masks at a step: histogram edges (bins + 1), counts per site, and every value in site order. */
      readonly kind: 'masks';
      readonly step: number;
      readonly edges: Float32Array;
      readonly sites: readonly SiteHistogram[];
      readonly values: Float32Array;
    }
  | {
      /** Channel mean of a block's output for one image, clean and triggered, at one state of the network. */
      readonly kind: 'heatmap';
      readonly network: NetworkState;
      readonly step: number;
      readonly layer: string;
      readonly image: number;
      readonly triggered: boolean;
      readonly rows: number;
      readonly columns: number;
      readonly values: Float32Array;
    }
  | {
      /** Predictions of the network while it unlearns, on a few defense images; step 0 is the network as it came. */
      readonly kind: 'predictions';
      readonly step: number;
      readonly accuracy: number;
      readonly histogram: Uint32Array;
    }
  | {
      /** Predictions of the unlearned network on the defense images: count per class. */
      readonly kind: 'label';
      readonly histogram: Uint32Array;
      readonly predicted: number;
      readonly share: number;
      /** Largest margins per label and the leader's lead; null where the label is the majority's. */
      readonly margins: Float32Array | null;
      readonly lead: number | null;
    }
  | {
      /** The trigger as the network reveals it, while it is searched: grey is no change. */
      readonly kind: 'revealed';
      readonly label: number;
      /** Counted from 1: a later one is revealed by the network as it is cut by then. */
      readonly round: number;
      readonly step: number;
      readonly norm: number;
      /** Share of defense images that get the label with it. */
      readonly fooled: number;
      readonly picture: { readonly height: number; readonly width: number; readonly rgb: Uint8Array };
    }
  | {
      /** The change that the defense itself has found (I-BAU): grey is no change. */
      readonly kind: 'change';
      readonly round: number;
      readonly norm: number;
      /** Share of defense images that it turns. */
      readonly fooled: number;
      readonly picture: { readonly height: number; readonly width: number; readonly rgb: Uint8Array };
    }
  | {
      /** The triggers of some classes as they are searched in a network; a class has the same place in all lists. */
      readonly kind: 'trigger-search';
      readonly network: QuestionedNetwork;
      readonly step: number;
      readonly labels: readonly number[];
      /** Sums of the masks. */
      readonly norms: Float32Array;
      /** How far each norm is from their median, in units of their deviation. */
      readonly indices: Float32Array;
      /** Share of images that each turns to its class. */
      readonly successes: Float32Array;
      /** Class by class, row by row, 255 where the trigger hides the image; larger images are drawn smaller. */
      readonly masks: SmallPictures;
      /** What it puts there: RGB. */
      readonly patterns: SmallPictures;
      /** The class that stands out; null while the search goes on. */
      readonly label: number | null;
    }
  | {
      /** Entropies of images that are laid over clean ones, as many as there are by now (STRIP). */
      readonly kind: 'entropies';
      readonly network: QuestionedNetwork;
      readonly triggered: boolean;
      readonly values: Float32Array;
    }
  | {
      /** Where two networks look (NAD): the attention of the one that learns and of its teacher on one image, stage by stage. */
      readonly kind: 'attention';
      /** Epochs that it has learned: at 0 it is the network as it came. */
      readonly at: number;
      /** Whether the image carries the trigger. */
      readonly triggered: boolean;
      readonly picture: { readonly height: number; readonly width: number; readonly rgb: Uint8Array };
      /** Row by row, each map of length 1 (L2). */
      readonly stages: readonly {
        readonly rows: number;
        readonly columns: number;
        readonly learner: Float32Array;
        readonly teacher: Float32Array;
      }[];
    }
  /** Mean activation of each channel that may be cut, and the order of the cut (fine-pruning). */
  | { readonly kind: 'ranking'; readonly activations: Float32Array; readonly order: readonly number[] }
  /** Images of the poisoned set that are taken for poison, by position (ABL). */
  | { readonly kind: 'isolated'; readonly indices: Uint32Array }
  /** The network before a defense begins, as its place 0; `least`: held-out accuracy that is still within the budget. */
  | { readonly kind: 'untouched'; readonly row: PointRow; readonly least: number }
  /** A place where a defense could stop. */
  | { readonly kind: 'point'; readonly row: PointRow }
  | { readonly kind: 'sweep'; readonly row: EvalRow; readonly by: 'threshold' | 'count' }
  | {
      /** The walk of the cut: one filter decided. */
      readonly kind: 'cut';
      readonly site: string;
      readonly channel: number;
      readonly verdict: 'cut' | 'vetoed';
      readonly cutSoFar: number;
    }
  | {
      readonly kind: 'progress';
      readonly phase: PhaseId;
      readonly done: number;
      readonly total: number | null;
      readonly unit: 'batch' | 'byte' | 'row' | 'step' | 'image' | 'program';
      readonly etaMs: number | null;
    }
  | {
      readonly kind: 'memory';
      readonly tensors: number;
      readonly bytes: number;
      readonly limitBytes: number | null;
    }
  | {
      readonly kind: 'notice';
      readonly code: NoticeCode;
      readonly params: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: 'doubt'; readonly doubt: Doubt }
  | {
      /** What is being planted, as soon as it is known; again where it changes while it is learned. */
      readonly kind: 'planted';
      readonly trigger: Trigger;
      readonly poison: PoisonSummary | null;
    }
  | { readonly kind: 'end'; readonly how: 'done' | 'cancelled' | 'failed'; readonly fault?: Fault };

export const NOTICE_CODES = [
  'stop-not-reached',
  'batch-padded',
  'no-test-data',
  'no-trigger',
  'resumed-from-snapshot',
  'device-replaced',
  'baseline-low',
  'defense-set-smaller',
  'overlays-fewer',
  'shader-refused',
] as const;
/** Things worth saying that stop nothing. */
export type NoticeCode = (typeof NOTICE_CODES)[number];

export type HeatmapEvent = Extract<EngineEvent, { kind: 'heatmap' }>;

/** What crosses the port. `seq` rises by one per job; `end` comes once and nothing follows it. */
export interface Envelope {
  readonly protocol: number;
  readonly job: JobId;
  readonly seq: number;
  readonly sentMs: number;
  readonly events: readonly EngineEvent[];
}
/** What the page sends back over the same port, so that the engine never runs more than eight envelopes ahead. */
export interface Acknowledgement {
  readonly job: JobId;
  readonly seq: number;
}
