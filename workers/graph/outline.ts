/** What a graph tells about itself where nobody has said it: which values are worth watching, and how deep a mask site lies. */
import type { GraphNode } from './graph';
import type { ValueShape } from './shapes';

/** More feature maps than this nobody looks through. */
const MOST_LAYERS = 32;

type Shapes = ReadonlyMap<string, ValueShape>;

function isMap(shape: ValueShape | undefined): boolean {
  return shape !== undefined && shape[0] * shape[1] > 1;
}

/**
 * Maps through which everything that comes later has to pass: activations and sums over which no connection jumps. Of too
 * many, evenly spaced ones.
 */
export function deriveLayers(nodes: readonly GraphNode[], shapes: Shapes): string[] {
  const lastUse = new Map<string, number>();
  nodes.forEach((node, index) => {
    for (const input of node.inputs) lastUse.set(input, index);
  });
  const found: string[] = [];
  let reach = 0;
  nodes.forEach((node, index) => {
    const hasOutput = node.kind === 'activation' || node.kind === 'add' || node.kind === 'concat';
    if (hasOutput && reach <= index && isMap(shapes.get(node.id))) found.push(node.id);
    reach = Math.max(reach, lastUse.get(node.id) ?? 0);
  });
  // A sum and the activation behind it show the same: the later one stays.
  const apart = found.filter((id, at) => {
    const next = nodes.find((node) => node.id === found[at + 1]);
    return next?.kind !== 'activation' || next.inputs[0] !== id;
  });
  const step = Math.max(1, Math.ceil(apart.length / MOST_LAYERS));
  return apart.filter((_, at) => (apart.length - 1 - at) % step === 0);
}

/** The stage of a site counts how often the map has become smaller; the last of a block is what goes into a sum. */
export function deriveSiteInfo(
  nodes: readonly GraphNode[],
  shapes: Shapes,
): Map<string, { stage: number; lastInBlock: boolean }> {
  const sites = nodes.filter((node) => node.kind === 'batchNorm' || (node.kind === 'conv2d' && node.masked));
  const heights = [...new Set(sites.map((node) => shapes.get(node.id)?.[0] ?? 1))].sort((a, b) => b - a);
  const summed = new Set(nodes.flatMap((node) => (node.kind === 'add' ? node.inputs : [])));
  return new Map(
    sites.map((node) => [
      node.id,
      { stage: heights.indexOf(shapes.get(node.id)?.[0] ?? 1), lastInBlock: summed.has(node.id) },
    ]),
  );
}
