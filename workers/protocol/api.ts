/**
 * The commands. One interface, the same on both sides of the worker; every method takes one plain object and
 * answers with a value, never a throw. The page makes the job ids, so events can be matched before a command answers.
 */
import type { HeatmapEvent, JobId, NetworkState } from './events';
import type { Result } from './faults';
import type { NormalisationId, Recipe } from './recipe';
import type { EvalRow, Report } from './report';
import type { DataSummary, DeviceChoice, DeviceReport, ModelSummary, PreprocessingRow } from './summaries';
import type { Trigger } from './trigger';

export const PROTOCOL_VERSION = 1;

/** Where a network comes from. A File crosses as a handle: the worker reads slices of it. */
export type ModelSource =
  { readonly kind: 'zoo'; readonly id: string } | { readonly kind: 'file'; readonly file: File };

/** Where images come from. */
export type DataSource =
  | { readonly kind: 'shapes'; readonly seed: number }
  | {
      readonly kind: 'files';
      readonly defense: File;
      readonly test: File | null;
      readonly normalisation: NormalisationId;
    };

/** Which filters are cut: the first `count` of the order, all up to a mask value, or picked by hand. */
export type CutRequest =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'threshold'; readonly threshold: number }
  | {
      readonly kind: 'filters';
      readonly filters: readonly { readonly site: string; readonly channel: number }[];
    };

/** A picture as the page draws it: RGB bytes, row by row. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly rgb: Uint8Array;
}

/** One picture with what a network says about it. */
export interface Prediction {
  readonly image: number;
  readonly label: number;
  readonly picture: Picture;
  /** Softmax over the classes. */
  readonly probabilities: Float32Array;
}

/** Everything the filter sheet shows about one filter. */
export interface FilterSheet {
  readonly site: string;
  readonly channel: number;
  /** Mask value after each recovery step. */
  readonly curve: Float32Array;
  /** null where no batch norm follows the convolution. */
  readonly gamma: number | null;
  /** Of the batch norm, or the convolution's bias where there is none. */
  readonly beta: number;
  /** L2 norm of the convolution filter before the mask site. */
  readonly weightNorm: number;
  readonly rows: number;
  readonly columns: number;
  /** Mean activation map on the watched image, clean and triggered (null without a trigger); the difference is theirs. */
  readonly clean: Float32Array;
  readonly triggered: Float32Array | null;
  /** The original network with this one filter cut. */
  readonly alone: EvalRow;
}

export type ExportKind = 'pruned-safetensors' | 'mask-values' | 'report-json';

export interface EngineApi {
  /** First call: hands over the event port and chooses the device. `base` is the page's address, below which the zoo lies. */
  hello(a: {
    protocol: number;
    events: MessagePort;
    device: DeviceChoice;
    /** The user wants this very device although it has failed its self-test. */
    trusted?: boolean;
    base: string;
  }): Promise<Result<DeviceReport>>;
  loadModel(a: { job: JobId; source: ModelSource }): Promise<Result<ModelSummary>>;
  loadData(a: { job: JobId; source: DataSource }): Promise<Result<DataSummary>>;
  /** Accuracy of the loaded network on the loaded defense images under each likely normalisation, best first. */
  diagnose(a: { job: JobId }): Promise<Result<readonly PreprocessingRow[]>>;
  /** Settles when the run ends. `resume` goes on from the last snapshot of a run that was cut off. */
  start(a: { job: JobId; recipe: Recipe; resume?: boolean }): Promise<Result<Report>>;
  control(a: { job: JobId; do: 'pause' | 'resume' | 'step' | 'skipStage' | 'cancel' }): Promise<Result<void>>;
  /** Which layer and test image the heatmaps follow, and how many updates a second the page wants. `slow`: two steps a second. */
  watch(a: { layer: string | null; image: number; hz: number; slow: boolean }): Promise<Result<void>>;
  /** Evaluates a cut of the finished run; a newer call supersedes an older one (fault `superseded`). */
  tryPrune(a: { run: JobId; cut: CutRequest }): Promise<Result<EvalRow>>;
  /** Feature maps of a finished run: one layer, one image, all networks, clean and triggered. */
  maps(a: { run: JobId; layer: string; image: number }): Promise<Result<readonly HeatmapEvent[]>>;
  inspectFilter(a: {
    run: JobId;
    site: string;
    channel: number;
    image: number;
  }): Promise<Result<FilterSheet>>;
  /** Predictions on test images (or defense images, where there is no test set), with and without the trigger. */
  predict(a: {
    run: JobId | null;
    network: NetworkState;
    images: readonly number[];
    trigger: Trigger | null;
  }): Promise<Result<readonly Prediction[]>>;
  /** Pictures without predictions: previews of a trigger; needs data, but no network. */
  preview(a: { images: readonly number[]; trigger: Trigger | null }): Promise<Result<readonly Picture[]>>;
  exportAs(a: {
    run: JobId;
    what: ExportKind;
  }): Promise<Result<{ name: string; bytes: Uint8Array; type: string }>>;
  dispose(): Promise<void>;
}
