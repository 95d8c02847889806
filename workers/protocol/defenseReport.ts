/** What the run of a defense other than RNP leaves. Fractions are 0..1. */
import type { DefenseRecipe } from './defenseRecipe';
import type { Evaluation, Report, SeriesRecord } from './report';
import type { DataSummary, DeviceReport, ModelSummary } from './summaries';

/** A place where the defense could have stopped. */
export interface PointRow extends Evaluation {
  /** Where on the defense's own way: an epoch, a round, a threshold. */
  readonly at: number;
  /** Channels that are cut. */
  readonly pruned: number;
  /** On the held-out images. */
  readonly heldOutAccuracy: number;
  /** Whether that is within the accuracy budget. */
  readonly isWithin: boolean;
}

export interface DefenseReport {
  readonly format: 'rnp-defense-report';
  readonly version: 1;
  readonly recipe: DefenseRecipe;
  readonly device: DeviceReport;
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly model: ModelSummary;
  readonly data: DataSummary;
  /** The network as it came. */
  readonly baseline: Evaluation & { readonly heldOutAccuracy: number };
  /** All places to stop, in order; the oracle's numbers on few test images. */
  readonly points: readonly PointRow[];
  /** The one that was chosen, on all test images. */
  readonly chosen: PointRow;
  readonly series: readonly SeriesRecord[];
  readonly elapsedMs: number;
}

/** What a run leaves, of RNP or of another defense. */
export type AnyReport = Report | DefenseReport;
