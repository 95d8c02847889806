/** What a section of the benchmark gets and gives. */
import { FaultError } from '../workers/protocol';
import type { FigureId } from './targets';

/** The conditions of this run. */
export interface Lab {
  /** Threads of the multi-threaded figures; 1: there are none. */
  readonly threads: number;
  readonly rounds: number;
  /** Leave out what takes minutes. */
  readonly quick: boolean;
  /** A Python with PyTorch, or null. */
  readonly torch: string | null;
  /** Says what is going on. */
  readonly tell: (line: string) => void;
}

/** A figure of the table: its value, or why there is none. */
export type Measured =
  { readonly id: FigureId; readonly value: number } | { readonly id: FigureId; readonly missing: string };

export interface SectionResult {
  readonly figures: readonly Measured[];
  /** Printed under the section's name. */
  readonly details: readonly string[];
  /** Everything that was measured, for the JSON file. */
  readonly data: unknown;
}

export type Section = (lab: Lab) => Promise<SectionResult>;

/** What stands in the place of every comparison where PyTorch is not there. */
export const NO_TORCH = 'no PyTorch';

/** Why something could not be measured, in one line. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof FaultError && typeof thrown.fault.params.reason === 'string')
    return thrown.fault.params.reason;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split('\n', 1)[0] ?? '';
}
