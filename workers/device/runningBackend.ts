import type { BackendId, DeviceReport, Fault } from '../protocol';

/** Why a backend cannot be used: the words of the device card. */
export type RefusalReason = Exclude<DeviceReport['reason'], 'asked' | 'hardware-gpu' | 'headless'>;

/** A backend that is tfjs's current one. */
export interface RunningBackend {
  readonly backend: BackendId;
  /** Adapter or engine in words. */
  readonly name: string;
  readonly software: boolean;
  /** Threads it computes on; undefined where that is not ours to say. */
  readonly threads?: number;
  readonly threadsRefused?: NonNullable<DeviceReport['threadsRefused']>;
  /** Frees the backend with all that lies on it. Free the tensors first: wasm cannot free them afterwards. */
  dispose(): void;
}

/** A backend that did not start; nothing of it is left behind. */
export interface Refusal {
  readonly refused: RefusalReason;
  /** Raw message, for the copied report. */
  readonly detail: string;
}

export type BackendStart = RunningBackend | Refusal;

/** Told at most once per device, when it can no longer be used. */
export type LostListener = (fault: Fault) => void;

/** A refusal from whatever was thrown. */
export function refusal(refused: RefusalReason, thrown: unknown): Refusal {
  return { refused, detail: thrown instanceof Error ? thrown.message : String(thrown) };
}
