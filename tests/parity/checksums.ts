/** Checksums of a network's tensors, computed as the recording did: in PyTorch's layout, in double precision. */
import type { Graph } from '../../workers/graph/graph';
import type { HostTensors } from '../../workers/graph/hostTensors';
import { toStateDict } from '../../workers/nets/layout';

/** Sum, sum of absolute values, L2 norm, first and last element. */
export type Checksum = readonly [sum: number, absoluteSum: number, norm: number, first: number, last: number];

/** One tensor's checksum. */
function checksumOf(data: Float32Array): Checksum {
  let sum = 0;
  let absolute = 0;
  let squares = 0;
  for (const value of data) {
    sum += value;
    absolute += Math.abs(value);
    squares += value * value;
  }
  return [sum, absolute, Math.sqrt(squares), data[0] ?? Number.NaN, data[data.length - 1] ?? Number.NaN];
}

/** Checksums of all parameters and running statistics, by their names in a state dict. */
export function checksumsOf(graph: Graph, host: HostTensors): Map<string, Checksum> {
  return new Map([...toStateDict(graph, host)].map(([name, { data }]) => [name, checksumOf(data)]));
}

/** Largest error of the five numbers: sums relative to the sum of absolute values, norm to itself, elements to the mean magnitude. */
export function checksumError(actual: Checksum, expected: Checksum, count: number): number {
  const [, absolute, norm] = expected;
  const scales = [absolute, absolute, norm, absolute / count, absolute / count];
  return expected.reduce((largest, value, at) => {
    const error = Math.abs((actual[at] ?? Number.NaN) - value) / Math.max(scales[at] ?? 0, Number.MIN_VALUE);
    return Number.isFinite(error) ? Math.max(largest, error) : Number.POSITIVE_INFINITY;
  }, 0);
}
