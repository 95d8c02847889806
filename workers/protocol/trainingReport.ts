/** What a training leaves: its numbers, and the network as a file. Fractions are 0..1. */
import type { AttackRecipe } from './attackRecipe';
import type { SavedFile } from './api';
import type { Evaluation, SeriesRecord } from './report';
import type { DeviceReport } from './summaries';
import type { Trigger } from './trigger';

/** How the training set was poisoned. */
export interface PoisonSummary {
  /** Images of the training set, and how many of them carry the trigger and the attacker's label. */
  readonly images: number;
  readonly poisoned: number;
  /** Images that carry the trigger and keep their label. */
  readonly cover: number;
  /** Poisoned images of each class, by their true label. */
  readonly byClass: readonly number[];
}

export interface TrainingReport {
  readonly format: 'rnp-training-report';
  readonly version: 1;
  readonly recipe: AttackRecipe;
  readonly device: DeviceReport;
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
  /** In words, with its number of weights. */
  readonly network: { readonly architecture: string; readonly parameters: number };
  readonly classes: readonly string[];
  /** What was planted; null in an honest network. */
  readonly trigger: Trigger | null;
  /** Null where images are poisoned anew in every batch. */
  readonly poison: PoisonSummary | null;
  /** On the test images; null without any. */
  readonly result: (Evaluation & TrainedNumbers) | null;
  readonly series: readonly SeriesRecord[];
  readonly elapsedMs: number;
  /** Name, size and checksum of the network's file. */
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string };
}

/** What some attacks promise besides. */
export interface TrainedNumbers {
  /** Accuracy on images that carry the trigger of another image (Dynamic) or noise instead of it (WaNet): high means that only the right trigger works. */
  readonly crossTriggerAccuracy: number | null;
}

/** A training that came to its end. */
export interface TrainedNetwork {
  readonly report: TrainingReport;
  /** Safetensors, with the trigger in its metadata. */
  readonly file: SavedFile;
}
