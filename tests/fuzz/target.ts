import { FaultError } from '../../workers/protocol/faults';
import { bytesAsked } from './allocations';

/** Bytes that a reader may ask for in all while it reads one file: so many for any file, and so many for each byte of it. */
export interface Budget {
  readonly free: number;
  readonly perByte: number;
}

/** A reader under attack, with honest files to start from. */
export interface FuzzTarget {
  readonly reader: string;
  readonly seeds: readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
  readonly budget: Budget;
}

/** Everything that may come of an input. The first two are as it should be; a crash is whatever was thrown that is no fault. */
export const VERDICTS = ['accepted', 'fault', 'crash', 'hang', 'over-budget'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Outcome {
  readonly verdict: Verdict;
  readonly elapsedMs: number;
  /** Bytes that were asked for. */
  readonly bytes: number;
  /** What to know about an outcome that should not be. */
  readonly detail: string | null;
}

/** An input that takes longer hangs. An honest one takes a millisecond. */
export const HANG_MS = 2_000;

/** Feeds one input to one reader. */
export async function probe(target: FuzzTarget, input: Uint8Array): Promise<Outcome> {
  const askedBefore = bytesAsked();
  const started = performance.now();
  const thrown = await thrownBy(() => target.read(input));
  const elapsedMs = performance.now() - started;
  const bytes = bytesAsked() - askedBefore;
  const budget = target.budget.free + target.budget.perByte * input.length;
  const rest = { elapsedMs, bytes };
  if (thrown !== null && !(thrown.error instanceof FaultError))
    return { verdict: 'crash', detail: described(thrown.error), ...rest };
  if (elapsedMs > HANG_MS) return { verdict: 'hang', detail: `${Math.round(elapsedMs)} ms`, ...rest };
  if (bytes > budget) {
    const detail = `${bytes} bytes asked for ${input.length}, ${budget} allowed`;
    return { verdict: 'over-budget', detail, ...rest };
  }
  return { verdict: thrown === null ? 'accepted' : 'fault', detail: null, ...rest };
}

async function thrownBy(work: () => unknown): Promise<{ readonly error: unknown } | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return { error };
  }
}

function described(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
