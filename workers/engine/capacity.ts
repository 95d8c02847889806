/** Refuses, before its first step, a run that this machine cannot bear. */
import { type MemoryLimits, memoryLimits } from '../device/memoryLimits';
import type { Graph } from '../graph/graph';
import { multiplyAdds } from '../graph/multiplyAdds';
import { trainingBytes } from '../graph/trainingBytes';
import { type DeviceReport, FaultError } from '../protocol';

/** Copies of the weights beside those in training: the original, the unlearned and the recovered network. */
const NETWORKS_KEPT = 3;
/** The backward pass computes about twice as much as the forward pass. */
const PASSES = 3;
/** Of tfjs's plain JavaScript backend: a step of ResNet-18, width 8, on 8 images took 17 s. */
const CPU_MULTIPLY_ADDS_PER_SECOND = 12e6;
/** A run has a few hundred steps. */
const LONGEST_STEP_SECONDS = 10;

/** What is known of the run and of the machine. */
export interface Capacity {
  readonly graph: Graph;
  /** Images in a step. */
  readonly batch: number;
  readonly device: Pick<DeviceReport, 'backend' | 'available'>;
  readonly limits?: MemoryLimits;
}

/**
 * Throws `memory-short` {needBytes, limitBytes, batch, piece: "one" | "all"} where a step does not fit, and `no-simd`
 * {seconds} where there is nothing but plain JavaScript and a step would take too long in it.
 */
export function assertCapacity({ graph, batch, device, limits = memoryLimits() }: Capacity): void {
  const { totalBytes, largestBytes } = trainingBytes(graph, batch, NETWORKS_KEPT);
  const check = (needBytes: number, limitBytes: number | null, piece: 'one' | 'all'): void => {
    if (limitBytes !== null && needBytes > limitBytes)
      throw new FaultError('memory-short', { needBytes, limitBytes, batch, piece });
  };
  check(largestBytes, limits.largestBytes, 'one');
  check(totalBytes, limits.totalBytes, 'all');
  // Who asks for plain JavaScript although there is better gets it.
  if (device.backend !== 'cpu' || device.available.includes('wasm')) return;
  const seconds = Math.round((PASSES * batch * multiplyAdds(graph)) / CPU_MULTIPLY_ADDS_PER_SECOND);
  if (seconds > LONGEST_STEP_SECONDS) throw new FaultError('no-simd', { seconds });
}
