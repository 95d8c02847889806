/** The last layer of a classifier, and what it decides by: what the sources of attacks call the penultimate features. */
import type { Graph } from './graph';

export interface LastLayer {
  /** The node whose output [N, F] are the features. */
  readonly features: string;
  /** Name of the weights [F, K]. */
  readonly weight: string;
}

/** Finds the dense layer that gives the logits. Throws `RangeError` in networks without one, which nobody trains here. */
export function lastLayer({ nodes, output }: Graph): LastLayer {
  const last = nodes.find(({ id }) => id === output);
  const [features] = last?.inputs ?? [];
  if (last?.kind !== 'dense' || features === undefined)
    throw new RangeError('the logits come from no dense layer');
  return { features, weight: last.weight };
}
