/** Mask sites: where one number per channel can switch a filter off. Found by walking the graph (spec 1.1, 1.4). */
import type { MaskSite } from '../protocol';
import type { Graph, GraphNode } from './graph';

/** Every batch norm of a map is a site (its gamma is masked), and every convolution that its graph marks as masked. */
export function findMaskSites(graph: Graph): MaskSite[] {
  return graph.nodes.flatMap((node) => {
    const channels = maskedChannels(graph, node);
    if (channels === null) return [];
    const info = graph.siteInfo.get(node.id);
    return [
      {
        id: node.id,
        channels,
        stage: info?.stage ?? 0,
        lastInBlock: info?.lastInBlock ?? false,
      },
    ];
  });
}

function maskedChannels(graph: Graph, node: GraphNode): number | null {
  if (node.kind === 'batchNorm') return node.channels;
  if (node.kind !== 'conv2d' || !node.masked) return null;
  return graph.parameters.get(node.weight)?.shape[3] ?? 0;
}

/** Number of filters over all sites. */
export function countFilters(sites: readonly MaskSite[]): number {
  return sites.reduce((sum, site) => sum + site.channels, 0);
}
