/** One filter's mask over the recorded steps of recovery: what is known without asking the engine. */
import type { MaskFrame } from '../../state/series';
import type { FilterName } from '../run/cutOrder';
import { masksBySite } from '../run/readings';

/** Where masks were recorded; the page's `series` is one. */
export interface MaskSource {
  masks(step?: number): MaskFrame | null;
  maskSteps(): readonly number[];
}

/** The mask of one filter at every recorded step. Steps whose frame lacks the filter are left out. */
export function maskHistory(
  source: MaskSource,
  { site, channel }: FilterName,
): { readonly steps: readonly number[]; readonly values: readonly number[] } {
  const steps: number[] = [];
  const values: number[] = [];
  for (const step of source.maskSteps()) {
    const frame = source.masks(step);
    const value =
      frame === null ? undefined : masksBySite(frame).find((each) => each.site === site)?.values[channel];
    if (value === undefined) continue;
    steps.push(step);
    values.push(value);
  }
  return { steps, values };
}
