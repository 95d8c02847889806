/** A file's names and shapes beside those of a network. */
import type { Graph } from '../graph/graph';
import type { Shapes } from './family';
import { torchShape } from './layout';

/** A tensor whose name fits and whose shape does not; both as PyTorch has them. */
interface Misshapen {
  readonly name: string;
  readonly found: readonly number[];
  readonly expected: readonly number[];
}

/** Names are those of the state dict. */
export interface Fit {
  readonly matched: readonly string[];
  readonly missing: readonly string[];
  readonly misshapen: readonly Misshapen[];
  /** Tensors that no part of the network takes. */
  readonly unused: readonly string[];
  /** Left out too, but known: batch counters, and the mask and noise parameters of RNP's and ANP's own layers. */
  readonly ignored: readonly string[];
}

/** `neuron_noise*` may hold uninitialised memory and `neuron_mask` belongs to a finished run: neither is a weight. */
const KNOWN_EXTRAS = /\.(num_batches_tracked|neuron_mask|neuron_noise|neuron_noise_bias)$/;

/** Whether a tensor is no weight by its name, or because it is one number: a counter. */
export function isExtra(name: string, shape: readonly number[]): boolean {
  return shape.length === 0 || KNOWN_EXTRAS.test(name);
}

/** Compares names and shapes; no values. */
export function fitOf(graph: Graph, shapes: Shapes): Fit {
  const [matched, missing]: [string[], string[]] = [[], []];
  const misshapen: Misshapen[] = [];
  for (const [name, spec] of graph.parameters) {
    const [found, expected] = [shapes.get(name), torchShape(spec)];
    if (found === undefined) missing.push(name);
    else if (isEqual(found, expected)) matched.push(name);
    else misshapen.push({ name, found, expected });
  }
  const others = [...shapes].filter(([name]) => !graph.parameters.has(name));
  const named = (extra: boolean): string[] =>
    others.flatMap(([name, shape]) => (isExtra(name, shape) === extra ? [name] : []));
  return { matched, missing, misshapen, unused: named(false), ignored: named(true) };
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Every parameter of the network is there in its shape. */
export function isComplete({ missing, misshapen }: Fit): boolean {
  return missing.length === 0 && misshapen.length === 0;
}

/**
 * 0..1: the matched tensors among all that either side has. A right name with a wrong shape counts as one that does not fit:
 * networks have names in common, not shapes. 1 is a file that fits and holds nothing else.
 */
export function likeness({ matched, missing, misshapen, unused }: Fit): number {
  const all = matched.length + missing.length + misshapen.length + unused.length;
  return all === 0 ? 0 : matched.length / all;
}
