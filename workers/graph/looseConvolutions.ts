import type { GraphNode } from './graph';

function isWeighing({ kind }: GraphNode): boolean {
  return kind === 'conv2d' || kind === 'dense';
}

/**
 * Ids of the convolutions a mask may act on where nothing says which: those that no batch norm follows directly, save the last one
 * of a network without dense layers, whose outputs are the classes, and depthwise ones that a convolution follows directly, which
 * are one filter with it.
 * @param nodes each behind those it takes its inputs from
 */
export function looseConvolutions(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const consumers = new Map<string, GraphNode[]>();
  const weighedLater = new Set<string>();
  const loose = new Set<string>();
  for (const node of nodes.toReversed()) {
    const next = consumers.get(node.id) ?? [];
    if (next.some((each) => isWeighing(each) || weighedLater.has(each.id))) weighedLater.add(node.id);
    for (const input of node.inputs) {
      const list = consumers.get(input) ?? [];
      consumers.set(input, list);
      list.push(node);
    }
    if (node.kind !== 'conv2d' || !weighedLater.has(node.id)) continue;
    const isNormalised = next.every(({ kind }) => kind === 'batchNorm');
    const isHalf = node.groups > 1 && next.every(({ kind }) => kind === 'conv2d');
    if (!isNormalised && !isHalf) loose.add(node.id);
  }
  return loose;
}
