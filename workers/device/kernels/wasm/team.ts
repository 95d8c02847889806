/** Threads that help with jobs: each runs the kernels' `help` on the shared heap until it is sent home. */
import type { KernelExports } from './exports';

/** The largest team: more threads wait for each other longer than they help. */
export const MOST_THREADS = 8;

/** Threads to compute on: all processors, but one where there are more than two, which the page keeps. */
export function chooseThreads(processors: number): number {
  return Math.min(MOST_THREADS, processors > 2 ? processors - 1 : processors);
}

/** What a helper thread is given. */
export interface HelperTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly teamAt: number;
}

/** A thread that has begun to help. */
export interface HelperThread {
  /** Ends the thread at once. */
  end(): void;
}

/** Starts a thread that runs {@link helpWith}; resolves when it has joined the team. Rejects where the platform refuses it. */
export type StartHelper = (task: HelperTask) => Promise<HelperThread>;

/**
 * The life of a helper thread; returns when the team is dismissed.
 * @param begun told when the thread has joined the team
 */
export async function helpWith({ module, memory, teamAt }: HelperTask, begun: () => void): Promise<void> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  // Only our own build script writes this file; its exports are those of assembly/index.ts.
  const kernels = exports as unknown as KernelExports;
  const thread = kernels.joinTeam(teamAt);
  begun();
  kernels.help(teamAt, thread);
}
