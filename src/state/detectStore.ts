/** The detection on the page: what it has said so far, and its report. Written by `client` only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type {
  AnyStage,
  DetectionRecipe,
  DetectionReport,
  EngineEvent,
  Fault,
  JobId,
  JudgedPictures,
  LabelTrace,
  NoticeCode,
  QuestionedNetwork,
} from '../../workers/protocol';
import type { MemoryReading } from './runStore';
import type { MaskFrame } from './seriesStore';
import type { RunStatus } from './transition';
import type { TriggerSearchReading } from './triggerSearch';

/** What the unlearned network predicts, and its largest margins. */
export interface LabelReading {
  readonly histogram: readonly number[];
  readonly predicted: number;
  readonly share: number;
  readonly margins: readonly number[] | null;
  readonly lead: number | null;
}

/** Entropies of one network; `triggered` null until there are some. */
export interface EntropyReading {
  readonly clean: readonly number[];
  readonly triggered: readonly number[] | null;
}

/** What the detection under way has said so far. */
export interface DetectReading {
  readonly stage: AnyStage | null;
  readonly done: number;
  readonly total: number | null;
  readonly etaMs: number | null;
  readonly trace: Omit<LabelTrace, 'images'>;
  readonly label: LabelReading | null;
  /** RNP's masks as they are learned, the latest. */
  readonly masks: Pick<MaskFrame, 'edges' | 'sites'> | null;
  readonly searches: Readonly<Partial<Record<QuestionedNetwork, TriggerSearchReading>>>;
  readonly entropies: Readonly<Partial<Record<QuestionedNetwork, EntropyReading>>>;
  readonly memory: MemoryReading | null;
  readonly notices: readonly {
    readonly code: NoticeCode;
    readonly params: Extract<EngineEvent, { kind: 'notice' }>['params'];
  }[];
}

/** Pictures that were asked about after a detection. */
export interface Judging {
  readonly status: 'none' | 'judging' | 'judged';
  readonly asked: number;
  /** Null until they are judged, and where they could not be. */
  readonly found: JudgedPictures | null;
  readonly fault: Fault | null;
}

export interface DetectState extends DetectReading {
  readonly status: RunStatus;
  readonly job: JobId | null;
  /** What it was started with: the form may have been edited since. */
  readonly recipe: DetectionRecipe | null;
  readonly elapsedMs: number;
  readonly fault: Fault | null;
  readonly report: DetectionReport | null;
  /** The job whose networks the engine can be asked about; null of a report out of a file. */
  readonly answering: JobId | null;
  readonly judging: Judging;
}

export const NOTHING_JUDGED: Judging = { status: 'none', asked: 0, found: null, fault: null };

/** Everything of a detection that a new one starts without. */
export function emptyDetection(): DetectState {
  return {
    status: 'idle',
    job: null,
    recipe: null,
    elapsedMs: 0,
    fault: null,
    report: null,
    answering: null,
    judging: NOTHING_JUDGED,
    stage: null,
    done: 0,
    total: null,
    etaMs: null,
    trace: { steps: [], accuracies: [], histograms: [] },
    label: null,
    masks: null,
    searches: {},
    entropies: {},
    memory: null,
    notices: [],
  };
}

export const detectStore = createStore<DetectState>(emptyDetection);

/** Subscribes a component to a part of the detection. */
export function useDetection<T>(selector: (state: DetectState) => T): T {
  return useStore(detectStore, selector);
}

/** Takes the fault off the page, after the user has read it. */
export function dismissDetectFault(): void {
  detectStore.setState({ fault: null });
}

/** Takes the fault of the pictures off the page. */
export function dismissJudgeFault(): void {
  detectStore.setState(({ judging }) => ({ judging: { ...judging, fault: null } }));
}
