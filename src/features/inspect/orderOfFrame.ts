/** Every filter of a frame of masks, lowest first: the order while there is no report yet. */
import type { CutFilter } from '../../../workers/protocol';
import type { MaskFrame } from '../../state/series';
import { masksBySite } from '../run/readings';

/** Filters by rising mask; equal masks keep the order of the network. */
export function orderOfFrame(frame: Pick<MaskFrame, 'sites' | 'values'>): readonly CutFilter[] {
  return masksBySite(frame)
    .flatMap(({ site, values }) => Array.from(values, (mask, channel) => ({ site, channel, mask })))
    .sort((a, b) => a.mask - b.mask);
}
