/** The form of a fault's words. */
import type { FaultParams } from '../../workers/protocol';

/** What a button in the notice may offer; `app/faultActions` says what each does. */
export type FaultActionId =
  | 'reload'
  | 'use-wasm'
  | 'trust-device'
  | 'resume'
  | 'halve-batch'
  | 'watch-less'
  | 'measure-less'
  | 'lower-rate'
  | 'open-recipe'
  | 'reconnect'
  | 'load';

export interface FaultText {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  /** The likeliest first. */
  readonly actions: readonly FaultActionId[];
}

/** Words that depend on what the fault carries. */
export type FaultEntry = (params: FaultParams) => FaultText;

/** One entry, in the order it is read. */
export function text(
  title: string,
  cause: string,
  remedy: string,
  ...actions: readonly FaultActionId[]
): FaultText {
  return { title, cause, remedy, actions };
}
