/** What the engine said about the machine, the network and the images. Written by `client` only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type {
  DataSummary,
  DeviceReport,
  EngineEvent,
  Fault,
  FileReport,
  ImageRole,
  JobId,
  MasksSummary,
  ModelHint,
  ModelSummary,
  PhaseId,
  PickedFile,
  PickedSet,
  PreprocessingRow,
  PruneOptions,
  ZooEntry,
} from '../../workers/protocol';

export type LoadingWhat =
  | 'engine'
  | 'network'
  | 'images'
  | 'masks'
  | 'examine'
  | 'check'
  | 'run'
  | 'training'
  | 'detection'
  | 'judge'
  | 'export';
export type ProgressUnit = Extract<EngineEvent, { kind: 'progress' }>['unit'];

/** What is being waited for right now. */
export interface Loading {
  readonly job: JobId;
  readonly what: LoadingWhat;
  readonly phase: PhaseId;
  readonly done: number;
  readonly total: number | null;
  readonly unit: ProgressUnit;
  readonly etaMs: number | null;
}

/** Images of the user's for one role, and the https address they came from, if they did. */
export interface OwnSet extends PickedSet {
  readonly address: string | null;
}

/** A network of the user's: its files, and what was said about it. */
export interface OwnNetwork {
  readonly name: string;
  readonly files: readonly PickedFile[];
  readonly hint: ModelHint | null;
  readonly address: string | null;
}

/** Masks of another run, and where they came from. */
export interface OwnMasks {
  readonly file: File;
  readonly address: string | null;
  /** How filters were chosen before: taking the masks out brings it back. */
  readonly ruleBefore?: PruneOptions['rule'];
}

/** Handles of the user's files: kept so that a new worker can read them again. */
export interface OpenedFiles {
  readonly model: OwnNetwork | null;
  readonly defense: OwnSet | null;
  readonly test: OwnSet | null;
  readonly poisoned: OwnSet | null;
  readonly masks: OwnMasks | null;
}

export interface EngineState {
  readonly status: 'starting' | 'ready' | 'failed';
  readonly device: DeviceReport | null;
  readonly model: ModelSummary | null;
  readonly data: DataSummary | null;
  readonly loading: Loading | null;
  readonly masks: MasksSummary | null;
  readonly doctor: readonly PreprocessingRow[] | null;
  /** What the file doctor said last, and of which network. */
  readonly examined: { readonly network: OwnNetwork; readonly report: FileReport } | null;
  readonly fault: Fault | null;
  readonly zoo: readonly ZooEntry[];
  readonly files: OpenedFiles;
  /** Images that say nothing of their classes, until a label is typed in. */
  readonly unlabelled: Readonly<Partial<Record<ImageRole, OwnSet>>>;
}

export const NO_FILES: OpenedFiles = {
  model: null,
  defense: null,
  test: null,
  poisoned: null,
  masks: null,
};

/** The state before anything is known. */
export function initialEngineState(): EngineState {
  return {
    status: 'starting',
    device: null,
    model: null,
    data: null,
    loading: null,
    masks: null,
    doctor: null,
    examined: null,
    fault: null,
    zoo: [],
    files: NO_FILES,
    unlabelled: {},
  };
}

export const engineStore = createStore<EngineState>(initialEngineState);

/** Subscribes a component to a part of what is known about the engine. */
export function useEngine<T>(selector: (state: EngineState) => T): T {
  return useStore(engineStore, selector);
}

/** Takes the engine's fault off the page, after the user has read it. */
export function dismissEngineFault(): void {
  engineStore.setState({ fault: null });
}
