/** What a run leaves. The page renders reports; a recorded run is a stored report with its events. Fractions are 0..1. */
import type { Recipe } from './recipe';
import type { DataSummary, DeviceReport, MaskSite, ModelSummary } from './summaries';
import type { MetricId } from './metrics';

export const REPORT_VERSION = 1;

/** What test data and trigger say about a network. Oracle numbers, all of them. */
export interface Evaluation {
  /** Accuracy on clean test images whose class is not the target (the reference's convention, spec 5). */
  readonly cleanAccuracy: number;
  /** Share of triggered non-target test images that get the target label; null without a trigger. */
  readonly attackSuccessRate: number | null;
  /** Accuracy on clean test images of the target class; null without a trigger. */
  readonly targetClassAccuracy: number | null;
}

/** One cut, evaluated. */
export interface EvalRow {
  /** Largest mask value cut; null where filters were picked by hand. */
  readonly threshold: number | null;
  /** Number of filters cut. */
  readonly pruned: number;
  /** Accuracy on the plain defense images: a defender's number. */
  readonly defenseAccuracy: number;
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
  readonly targetClassAccuracy: number | null;
}

/** One filter in the order of cutting. */
export interface CutFilter {
  readonly site: string;
  readonly channel: number;
  /** The value it was ordered by. */
  readonly mask: number;
}

export interface ChosenCut extends EvalRow {
  readonly rule: Recipe['prune']['rule'];
  readonly filters: readonly CutFilter[];
  /** Filters the veto spared. */
  readonly vetoed: number;
}

/** A series as plain numbers: step i of the stage has value values[i]. */
export interface SeriesRecord {
  readonly stage: string;
  readonly metric: MetricId;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** What the run found out about its own trustworthiness, from defense data alone. Texts in the page's text folder. */
export const DOUBTS = [
  'recovery-poor',
  'label-unclear',
  'stop-not-reached',
  'nothing-separates',
  'trigger-survives',
  'label-remains',
] as const;
/**
 * Below this lead of the largest margin over the next no label stands out. Measured (docs/adaptive.md): an honest network
 * had 1.5 at the most; backdoored ones had more in all runs but one of a clean-label attack.
 */
export const CLEAR_LEAD = 1.5;
export type Doubt = (typeof DOUBTS)[number];

/** How the exposed label stands in the unlearned network once filters are cut. */
export interface LabelStanding {
  /** Its margin, as a share of what it was with none cut. */
  readonly left: number;
  /** Its margin over the largest of the others. */
  readonly lead: number;
}

/** One revealed trigger. */
export interface RevealedNumbers {
  /** L2 norm, in units of the pixel range. */
  readonly norm: number;
  /** Share of defense images that it turns, before and after the cut. */
  readonly fooled: number;
  readonly fooledAfter: number;
}

export interface Report {
  readonly format: 'rnp-report';
  readonly version: typeof REPORT_VERSION;
  readonly recipe: Recipe;
  readonly device: DeviceReport;
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly model: ModelSummary;
  readonly data: DataSummary;
  readonly baseline: Evaluation & { readonly defenseAccuracy: number };
  readonly unlearn: {
    readonly steps: number;
    readonly epochs: number;
    readonly stopReason: 'level-reached' | 'chance-reached' | 'limit' | 'diverged' | 'skipped';
    readonly trainAccuracy: number;
    readonly cleanAccuracy: number | null;
    readonly attackSuccessRate: number | null;
  };
  readonly label: {
    readonly histogram: readonly number[];
    readonly predicted: number;
    readonly share: number;
    /** Largest margin per label, in multiples of the ordinary one, and the leader's over the next; null: not measured. */
    readonly margins: readonly number[] | null;
    readonly lead: number | null;
  };
  readonly recover: {
    readonly steps: number;
    readonly epochs: number;
    readonly trainAccuracy: number;
    readonly cleanAccuracy: number | null;
    readonly attackSuccessRate: number | null;
  };
  /** Final mask and the mean over the recovery, per site. */
  readonly masks: readonly {
    readonly site: MaskSite['id'];
    readonly values: readonly number[];
    readonly mean: readonly number[];
  }[];
  /** The trigger that the network revealed, and those that it revealed once that one's filters were cut; null for rules that need none. */
  readonly reveal:
    | (RevealedNumbers & {
        readonly again: readonly RevealedNumbers[];
        /** Null where nothing was cut, no margins were searched, or there was to be one round only. */
        readonly standing: LabelStanding | null;
      })
    | null;
  readonly prune: {
    /** The table along the masks, by threshold. */
    readonly rows: readonly EvalRow[];
    /** Filters that the rule puts before all others, in its order; the others follow by mask. Empty: the masks alone count. */
    readonly head: readonly CutFilter[];
    /** The table along `head`, by number of filters. */
    readonly countRows: readonly EvalRow[];
    readonly chosen: ChosenCut;
  };
  readonly doubts: readonly Doubt[];
  readonly series: readonly SeriesRecord[];
  readonly elapsedMs: {
    readonly total: number;
    readonly unlearn: number;
    readonly recover: number;
    readonly prune: number;
  };
}
