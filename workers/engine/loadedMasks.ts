/** Masks of another run, laid onto the sites of the open network. */
import { FaultError, type MaskSite, type MasksSummary } from '../protocol';
import type { ReadMasks } from '../reading/fileReader';
import type { MaskValues } from '../pruning/masks';

export interface LoadedMasks {
  readonly summary: MasksSummary;
  readonly values: MaskValues;
}

/**
 * By layer and channel. Filters that the file does not mention keep their mask of 1.
 * Throws `masks-mismatch` (`layer`, `channel`) for a filter that the network does not have.
 */
export function loadedMasks(read: ReadMasks, sites: readonly MaskSite[], name: string): LoadedMasks {
  const values = new Map(sites.map(({ id, channels }) => [id, new Float32Array(channels).fill(1)]));
  const met = new Map(sites.map(({ id, channels }) => [id, new Uint8Array(channels)]));
  for (const { layer, channel, score } of read.values) {
    const masks = values.get(layer);
    if (masks === undefined || channel >= masks.length) {
      throw new FaultError('masks-mismatch', { layer, channel }, { file: name });
    }
    masks[channel] = Math.min(1, Math.max(0, score));
    met.get(layer)?.fill(1, channel, channel + 1);
  }
  const channels = sites.reduce((sum, site) => sum + site.channels, 0);
  let covered = 0;
  for (const flags of met.values()) for (const flag of flags) covered += flag;
  const summary = { name, sha256: read.sha256, sites: sites.length, channels, absent: channels - covered };
  return { summary, values };
}
