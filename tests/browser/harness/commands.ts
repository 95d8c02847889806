/** What a test may ask the worker to do. Devices are the engine's own, started as it starts them. */
import type { Variant } from '../../../workers/device/kernels/webgpu/convolutionTile';
import type { StoredChoices } from '../../../workers/device/kernels/webgpu/variantChoices';
import type { DeviceChoice, DeviceReport, Fault } from '../../../workers/protocol';
import type { KernelGroup } from './kernelCases';

export interface SelfTestAnswer {
  readonly report: DeviceReport;
  /** Tensors before and after. */
  readonly tensors: readonly [number, number];
  readonly seconds: number;
}

export interface LogitsAnswer {
  /** Largest absolute difference from the recorded logits. */
  readonly error: number;
  readonly seconds: number;
}

export interface StepAnswer {
  readonly loss: number;
  /** Largest relative error of any tensor's gradient, against the other device or the recording. */
  readonly gradientError: number;
  readonly otherLoss: number;
  readonly seconds: number;
}

export interface DetectionAnswer {
  /** Largest relative error of what Neural Cleanse found, and of STRIP's entropies, against wasm. */
  readonly masks: number;
  readonly patterns: number;
  readonly entropies: number;
  /** How far the masks are from even ones, as which they begin. */
  readonly moved: number;
  /** Tensors before and after. */
  readonly tensors: readonly [number, number];
  readonly seconds: number;
}

export interface KernelsAnswer {
  /** Largest relative error of each case, against tfjs's plain JavaScript backend. */
  readonly errors: readonly (readonly [name: string, error: number])[];
  /** Tensors before and after. */
  readonly tensors: readonly [number, number];
  readonly seconds: number;
}

export interface PrepareAnswer {
  /** The last that was told of the progress. */
  readonly progress: readonly [done: number, total: number];
  /** Refused shaders, as they were told. */
  readonly refused: readonly string[];
  /** Shaders that the training step behind it had to wait for. */
  readonly compiledLate: number;
  /** Error of that step, and tensors before and after. */
  readonly error: number;
  readonly tensors: readonly [number, number];
  /** What the tuner chose, and what a second card made of it. */
  readonly choices: StoredChoices;
  readonly restored: StoredChoices;
}

/** An error that no scope catches; we dispose it; the test crashes it when the worker says that it is ready. */
export type LossWay = 'error' | 'dispose' | 'crash';

/** Command -> what it takes and what it answers. */
export interface Commands {
  start: { takes: { device: DeviceChoice }; answers: DeviceReport };
  selfTest: { takes: { device: DeviceChoice }; answers: SelfTestAnswer };
  /** Logits of the first `count` recorded images in eval mode. */
  logits: { takes: { device: DeviceChoice; count: number }; answers: LogitsAnswer };
  /** Loss and gradients of the first `count` images of the recorded first batch, on `device` and on wasm. */
  step: { takes: { device: DeviceChoice; count: number }; answers: StepAnswer };
  /** Loss and gradients of the whole recorded first batch, against the recording. */
  recordedStep: { takes: { device: DeviceChoice }; answers: StepAnswer };
  /** Neural Cleanse and STRIP on a tiny network, on `device` and on wasm. */
  detection: { takes: { device: DeviceChoice }; answers: DetectionAnswer };
  /**
   * Runs a group of cases on the graphics card, with one variant of the convolutions where one is asked for; with `hardware`
   * the card counts as a real one, which has more kernels.
   */
  kernels: { takes: { group: KernelGroup; variant?: Variant; hardware?: boolean }; answers: KernelsAnswer };
  /**
   * Prepares the self-test's network on the graphics card, then runs its step. Shaders whose name holds one of `broken` are
   * damaged before, those of `wrong` compute the opposite; with `hardware` the card counts as a real one, whose variants are measured.
   */
  prepare: {
    takes: { broken: readonly string[]; wrong?: readonly string[]; hardware: boolean };
    answers: PrepareAnswer;
  };
  /** Keeps a record in the browser where one is given; answers with what is kept. */
  keep: {
    takes: { record: Readonly<Record<string, string>> | null };
    answers: Readonly<Record<string, unknown>> | null;
  };
  /** Starts on the graphics card, loses it, and answers with what the engine was told. */
  lose: { takes: { way: LossWay }; answers: readonly Fault[] };
}

export type CommandName = keyof Commands;

export type Answer<C extends CommandName> =
  | { readonly ok: true; readonly value: Commands[C]['answers'] }
  | { readonly ok: false; readonly fault: Fault };
