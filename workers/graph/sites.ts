/** Mask sites: where one number per channel can switch a filter off. Found by walking the graph (spec 1.1, 1.4). */
import type { MaskSite } from '../protocol';
import { batchNormNames, type Graph, type GraphNode } from './graph';

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

/** The parameters through which a filter acts; in each the last axis is the channel. */
export interface SiteParameters {
  /** A mask multiplies these: gamma, or a convolution's kernel and bias. */
  readonly scaled: readonly string[];
  /** Beta, which a mask leaves alone; null where there is no batch norm. */
  readonly shift: string | null;
}

/** Names of the parameters of a mask site. Throws RangeError where the graph has no such site. */
export function siteParameters(graph: Graph, id: string): SiteParameters {
  const node = graph.nodes.find((each) => each.id === id);
  if (node?.kind === 'batchNorm') {
    const { gamma, beta } = batchNormNames(id);
    return { scaled: [gamma], shift: beta };
  }
  if (node?.kind !== 'conv2d') throw new RangeError(`${id} is no mask site`);
  return { scaled: node.bias === null ? [node.weight] : [node.weight, node.bias], shift: null };
}

/** Number of filters over all sites. */
export function countFilters(sites: readonly MaskSite[]): number {
  return sites.reduce((sum, site) => sum + site.channels, 0);
}
