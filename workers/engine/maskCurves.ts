/** The mask of every filter after each step that told them, for the sheets of single filters. */
import type { MaskSite } from '../protocol';

export class MaskCurves {
  private readonly bySite = new Map<string, Float32Array[]>();

  constructor(private readonly sites: readonly MaskSite[] = []) {}

  /** All masks of a step, in site order. */
  add(values: Float32Array): void {
    let at = 0;
    for (const { id, channels } of this.sites) {
      const curve = this.bySite.get(id) ?? [];
      curve.push(values.slice(at, at + channels));
      this.bySite.set(id, curve);
      at += channels;
    }
  }

  /** One array of masks a step. */
  of(site: string): readonly Float32Array[] {
    return this.bySite.get(site) ?? [];
  }
}
