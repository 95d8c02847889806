/** The order in which an epoch sees its images, cut into batches. */
import type { Rng } from '../engine/rng';
import { FaultError } from '../protocol/faults';

/** Positions of the images of one batch. */
export interface Batch {
  readonly indices: Uint32Array;
  /** How many of them are this epoch's own; the rest is padding and must not be counted. */
  readonly filled: number;
}

/** How an epoch is cut. */
export interface BatchOptions {
  readonly batchSize: number;
  /**
   * What becomes of a short last batch: `keep` it short (the reference), `drop` it, or `pad` it to full size with the first
   * images of the same epoch (for devices that compile once per shape).
   */
  readonly last: 'keep' | 'drop' | 'pad';
}

/**
 * Cuts `count` images into batches, in a random order drawn from `rng` or, with null, in the order they stand (evaluation).
 * `argument-invalid` for a batch size below 1. With `drop`, fewer images than a batch give no batch at all.
 */
export function epochBatches(
  count: number,
  rng: Rng | null,
  { batchSize, last }: BatchOptions,
): readonly Batch[] {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new FaultError('argument-invalid', { name: 'batchSize', value: batchSize });
  }
  const order =
    rng === null ? Uint32Array.from({ length: count }, (_, index) => index) : rng.permutation(count);
  const batches: Batch[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const indices = order.slice(start, start + batchSize);
    const filled = indices.length;
    if (filled === batchSize || last === 'keep') batches.push({ indices, filled });
    else if (last === 'pad') {
      const padded = Uint32Array.from({ length: batchSize }, (_, at) => order[(start + at) % count] ?? 0);
      batches.push({ indices: padded, filled });
    }
  }
  return batches;
}
