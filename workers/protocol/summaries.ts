/** What the engine says about machines, networks and images: plain records for cards and `inspect`. */
import type { AttackRecipe } from './attackRecipe';
import type { AttackId } from './attacks/registry';
import type { NetworkNote } from './fileReport';
import type { PixelReading } from './recipe';
import type { Trigger } from './trigger';

export const BACKENDS = ['webgpu', 'wasm', 'webgl', 'cpu'] as const;
export type BackendId = (typeof BACKENDS)[number];
/** What the user asked for; `auto` is the order of {@link BACKENDS}, without software adapters. */
export type DeviceChoice = BackendId | 'auto';

/** Largest relative error of a gradient that a device may show in its self-test. */
export const SELF_TEST_LIMIT = 1e-3;

/** The device card. */
export interface DeviceReport {
  readonly backend: BackendId;
  /** Adapter or engine in words, e.g. "NVIDIA H200" or "WebAssembly SIMD". */
  readonly name: string;
  readonly threads: number;
  /** Why it is one thread where the processor has more: the page is not cross-origin isolated, or workers were refused. */
  readonly threadsRefused?: 'not-isolated' | 'refused';
  /** Why this one: a code for the text folder, with params. */
  readonly reason:
    | 'asked'
    | 'hardware-gpu'
    | 'no-webgpu'
    | 'no-adapter'
    | 'software-adapter'
    | 'gpu-failed'
    | 'no-simd'
    | 'wasm-failed'
    | 'headless';
  readonly software: boolean;
  readonly available: readonly BackendId[];
  /** Largest relative error of one training step's gradients against the plain reference; null before the test ran. */
  readonly selfTestError: number | null;
}

/** A place where a mask can act: one batch norm (or one convolution, where there is no batch norm). */
export interface MaskSite {
  /** Name as in a state dict, e.g. `layer4.1.bn2`. */
  readonly id: string;
  readonly channels: number;
  /** Stage of a residual network: 0 is the stem, then 1, 2, ... */
  readonly stage: number;
  readonly lastInBlock: boolean;
}

/** The network card. */
export interface ModelSummary {
  readonly name: string;
  readonly sha256: string;
  readonly format: string;
  readonly architecture: string;
  readonly classes: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly inputChannels: number;
  readonly parameters: number;
  readonly maskSites: readonly MaskSite[];
  /** Sum of the channels of all mask sites. */
  readonly channels: number;
  readonly matched: readonly string[];
  readonly missing: readonly string[];
  readonly unused: readonly string[];
  /** Block outputs whose feature maps can be watched, in order. */
  readonly layers: readonly string[];
  readonly notes: readonly NetworkNote[];
  /** What the file says of the attack it was made by (BackdoorBench); null where it says nothing. */
  readonly attack: AttackSummary | null;
  /** The trigger that was planted in it, where its file says so. */
  readonly planted: Trigger | null;
}

/** Metadata beside the weights. */
export interface AttackSummary {
  readonly modelName: string | null;
  readonly dataset: string | null;
  /** The class the trigger leads to; `all-to-all` where it depends on the image's own; null where it is not said. */
  readonly target: number | 'all-to-all' | null;
  /** Poisoned test images: how many are in the file itself, or the folder they lie in. */
  readonly poisoned:
    | { readonly kind: 'inside'; readonly count: number }
    | { readonly kind: 'folder'; readonly path: string; readonly count: number }
    | null;
}

/** Masks that were opened beside a network. */
export interface MasksSummary {
  readonly name: string;
  readonly sha256: string;
  readonly sites: number;
  readonly channels: number;
  /** Filters of the network that the file does not mention: their mask is 1. */
  readonly absent: number;
}

/** One set of images. */
export interface ImageSetSummary {
  readonly name: string;
  readonly sha256: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classCounts: readonly number[];
  /** Which reader took them, e.g. `cifar10-binary`, `folder`. */
  readonly format: string;
  /** What was done to the pictures' size; null where nothing was. */
  readonly resized: {
    readonly from: 'various' | readonly [height: number, width: number];
    readonly to: readonly [height: number, width: number];
  } | null;
  readonly notes: readonly ImageNote[];
}

/** Something about opened images that the page has to say; words for the codes stand in the page's texts. */
export interface ImageNote {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** The data card. */
export interface DataSummary {
  readonly kind: 'shapes' | 'files';
  readonly classes: readonly string[];
  readonly defense: ImageSetSummary;
  readonly test: ImageSetSummary | null;
  readonly poisoned: ImageSetSummary | null;
  readonly pixels: PixelReading;
}

/** One row of the preprocessing doctor. */
export interface PreprocessingRow {
  readonly pixels: PixelReading;
  /** Accuracy of the loaded network on the defense images, 0..1. */
  readonly accuracy: number;
}

/** One network of the zoo, as its manifest lists it. */
export interface ZooEntry {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly title: string;
  readonly architecture: string;
  readonly width: number;
  readonly attack: AttackId;
  /** What was planted; null in an honest network. */
  readonly trigger: Trigger | null;
  readonly cleanAccuracy: number;
  readonly attackSuccessRate: number | null;
  /** See `TrainedNumbers`. */
  readonly crossTriggerAccuracy: number | null;
  /** How it was trained: enough to train it again. */
  readonly training: AttackRecipe;
}
