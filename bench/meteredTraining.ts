/** Training steps on the current backend with every kernel timed. */
import { getBackend } from '../workers/device/tf';
import { isConvolution, meterKernels, operationsOf } from './kernelMeter';
import type { Clock } from './measure';
import type { Case } from './networks';
import { startingPoint, Training } from './training';

/** One kernel in a step. */
export interface TimedKernel {
  readonly name: string;
  readonly elapsedMs: number;
  /** Of a convolution; 0 for all others. */
  readonly operations: number;
}

export interface MeteredStep {
  readonly elapsedMs: number;
  readonly kernels: readonly TimedKernel[];
}

const WARM_UPS = 3;

export class MeteredTraining {
  private kernels: TimedKernel[] = [];
  private readonly stop: () => void;

  private constructor(
    private readonly training: Training,
    private readonly clock: Clock,
  ) {
    this.stop = meterKernels(getBackend(), clock, (run) => {
      const operations = isConvolution(run.name) ? operationsOf(run) : 0;
      this.kernels.push({ name: run.name, elapsedMs: run.elapsedMs, operations });
    });
  }

  /** Starts, and takes a few steps that do not count. */
  static async create(which: Case, clock: Clock): Promise<MeteredTraining> {
    const metered = new MeteredTraining(new Training(startingPoint(which)), clock);
    for (let step = 0; step < WARM_UPS; step++) await metered.step();
    return metered;
  }

  async step(): Promise<MeteredStep> {
    this.kernels = [];
    const start = this.clock();
    await this.training.step();
    return { elapsedMs: this.clock() - start, kernels: this.kernels };
  }

  /** Puts the kernels back as they were. */
  dispose(): void {
    this.stop();
    this.training.dispose();
  }
}

/** Time of all kernels of a step. */
export function kernelMs({ kernels }: MeteredStep): number {
  return kernels.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
}
