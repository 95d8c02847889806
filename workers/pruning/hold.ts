/** What is cut stays cut while the rest is tuned: after each step, parameters times masks of 0 and 1. */
import { keep, mul, tensor1d, tidy } from '../device/tf';
import type { Graph } from '../graph/graph';
import type { Parameters } from '../graph/nodeOps';
import { type OwnedTensors, replaceTensor } from '../graph/parameters';
import { siteParameters } from '../graph/sites';
import type { MaskSite } from '../protocol';
import type { FilterId } from './cut';

/** Masks over the last axis of every parameter through which some filters act, by its name; owned by the caller. */
export function cutMasks(
  graph: Graph,
  sites: readonly MaskSite[],
  filters: readonly FilterId[],
): OwnedTensors {
  const masks: OwnedTensors = new Map();
  for (const { id, channels } of sites) {
    const cut = new Set(filters.filter(({ site }) => site === id).map(({ channel }) => channel));
    if (cut.size === 0) continue;
    const values = Array.from({ length: channels }, (_, channel) => (cut.has(channel) ? 0 : 1));
    for (const name of siteParameters(graph, id).scaled) masks.set(name, keep(tensor1d(values)));
  }
  return masks;
}

/** Multiplies the parameters that have a mask by it, in place. */
export function holdAtZero(parameters: OwnedTensors, masks: Parameters): void {
  for (const [name, mask] of masks) {
    const own = parameters.get(name);
    if (own === undefined) continue;
    replaceTensor(
      parameters,
      name,
      tidy(() => mul(own, mask)),
    );
  }
}
