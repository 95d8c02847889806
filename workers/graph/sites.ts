/** Mask sites: where one number per channel can switch a filter off. Found by walking the graph (spec 1.1, 1.4). */
import type { MaskSite } from '../protocol';
import type { Graph } from './graph';

/**
 * Every batch norm is a site (its gamma is masked). A convolution that no batch norm follows is not a site yet:
 * networks without batch norm arrive with their readers.
 */
export function findMaskSites(graph: Graph): MaskSite[] {
  return graph.nodes.flatMap((node) => {
    if (node.kind !== 'batchNorm') return [];
    const info = graph.siteInfo.get(node.id);
    return [
      {
        id: node.id,
        channels: node.channels,
        stage: info?.stage ?? 0,
        lastInBlock: info?.lastInBlock ?? false,
      },
    ];
  });
}

/** Number of filters over all sites. */
export function countFilters(sites: readonly MaskSite[]): number {
  return sites.reduce((sum, site) => sum + site.channels, 0);
}
