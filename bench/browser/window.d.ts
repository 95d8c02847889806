/** What the benchmark and its page know of each other. */
import type { Case } from '../networks';

export type Kernels = 'stock' | 'ours';

export interface Adapter {
  /** In words. */
  readonly name: string;
  /** It computes on the processor. */
  readonly software: boolean;
}

export interface BenchPage {
  /** Starts WebGPU with our kernels or with none but tfjs's. */
  start(kernels: Kernels): Promise<Adapter>;
  /** Makes a network and its batch ready. */
  train(which: Case): void;
  /** Creates the pipelines that a step needs, as the engine does before a run; answers the milliseconds it took. */
  prepare(which: Case): Promise<number>;
  /** One training step until its loss is read, in milliseconds. */
  step(): Promise<number>;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}
