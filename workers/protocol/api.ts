/**
 * The commands. One interface, the same on both sides of the worker; every method takes one plain object and
 * answers with a value, never a throw. The page makes the job ids, so events can be matched before a command answers.
 */
import type { AttackRecipe } from './attackRecipe';
import type { DefenseRecipe } from './defenseRecipe';
import type { DefenseReport } from './defenseReport';
import type { DetectionRecipe } from './detectionRecipe';
import type { DetectionReport, JudgedPictures } from './detectionReport';
import type { HeatmapEvent, JobId, NetworkState } from './events';
import type { Result } from './faults';
import type { FileContent } from './fileContent';
import type { FileReport } from './fileReport';
import type { ModelHint } from './modelHint';
import type { Recipe } from './recipe';
import type { EvalRow, Report } from './report';
import type { DataSource, ImageRole, ModelSource, PickedFile } from './sources';
import type {
  DataSummary,
  DeviceChoice,
  DeviceReport,
  MasksSummary,
  ModelSummary,
  PreprocessingRow,
} from './summaries';
import type { TrainedNetwork } from './trainingReport';
import type { Trigger } from './trigger';

export const PROTOCOL_VERSION = 1;

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

/** One picture before and after it was brought to the size that the network takes. */
export interface ResizedPicture {
  /** Pixels of the picture in its file; `original` shows it with fewer where these are too many to look at. */
  readonly from: readonly [height: number, width: number];
  readonly original: Picture;
  readonly resized: Picture;
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

/** File formats in which a network is handed back. */
export const NETWORK_FORMATS = ['pytorch', 'safetensors', 'npz', 'onnx', 'tfjs-layers'] as const;
export type NetworkFormat = (typeof NETWORK_FORMATS)[number];

/** What can be saved of a finished run. */
export type ExportKind =
  | { readonly kind: 'network'; readonly network: NetworkState; readonly format: NetworkFormat }
  | { readonly kind: 'mask-values' | 'report-json' }
  /** What another defense than RNP has left. */
  | { readonly kind: 'repaired'; readonly format: NetworkFormat };

/** A file to be saved: several go as one zip. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: string;
}

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
  /** Hands files over piece by piece, before a `loadData` that names the offer: one message of thousands would hold the page up. */
  offerFiles(a: { offer: string; files: readonly PickedFile[] }): Promise<Result<void>>;
  /** What files hold, in their order: a look at each, so that names need not be trusted. */
  tellApart(a: { files: readonly PickedFile[] }): Promise<Result<readonly FileContent[]>>;
  /** The file doctor: every tensor of a model file and the architectures it comes near, whether it can be opened or not. */
  examine(a: {
    job: JobId;
    files: readonly PickedFile[];
    hint: ModelHint | null;
  }): Promise<Result<FileReport>>;
  /** Opens masks of another run for the open network. */
  loadMasks(a: { job: JobId; file: File }): Promise<Result<MasksSummary>>;
  /** Accuracy of the loaded network on the loaded defense images under each likely preprocessing, best first. */
  diagnose(a: { job: JobId }): Promise<Result<readonly PreprocessingRow[]>>;
  /** Settles when the run ends. `resume` goes on from the last snapshot of a run that was cut off. */
  start(a: { job: JobId; recipe: Recipe; resume?: boolean }): Promise<Result<Report>>;
  /** Trains a network with a backdoor; settles when the training ends. `resume` goes on from its last snapshot. */
  train(a: { job: JobId; recipe: AttackRecipe; resume?: boolean }): Promise<Result<TrainedNetwork>>;
  /** Runs a defense other than RNP; settles when it ends. */
  defend(a: { job: JobId; recipe: DefenseRecipe }): Promise<Result<DefenseReport>>;
  /** Looks for a backdoor; settles when all detectors are through. */
  detect(a: { job: JobId; recipe: DetectionRecipe }): Promise<Result<DetectionReport>>;
  /** Lays pictures over clean images, in the networks of a finished detection: which of them carry a trigger? */
  judge(a: { job: JobId; run: JobId; files: readonly PickedFile[] }): Promise<Result<JudgedPictures>>;
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
  /** A few pictures of one role beside what they were in their files; none where every picture kept its size. */
  resizedPictures(a: { role: ImageRole }): Promise<Result<readonly ResizedPicture[]>>;
  exportAs(a: { run: JobId; what: ExportKind }): Promise<Result<SavedFile>>;
  dispose(): Promise<void>;
}
