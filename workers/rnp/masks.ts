/** One mask per filter, on the device while it is trained and as plain numbers everywhere else. */
import { clipByValue, keep, ones, tidy } from '../device/tf';
import { type OwnedTensors, replaceTensor } from '../graph/parameters';
import type { MaskSite, RecoverOptions } from '../protocol';

/** All masks in site order: one [C] array per site. */
export type MaskValues = ReadonlyMap<string, Float32Array>;

/** The sites a recipe lets move (paper's ablation of the mask location, spec 1.6); the others stay at 1. */
export function selectSites(sites: readonly MaskSite[], options: RecoverOptions): MaskSite[] {
  return sites.filter(
    (site) =>
      (options.stage === 'all' || String(site.stage) === options.stage) &&
      (options.sites === 'all' || site.lastInBlock),
  );
}

/** Masks of ones for these sites; owned by the caller. */
export function createMasks(sites: readonly MaskSite[]): OwnedTensors {
  return new Map(sites.map((site) => [site.id, keep(ones([site.channels]))]));
}

/** Holds every mask inside 0..1; momentum is not touched (spec 1.4). */
export function clampMasks(masks: OwnedTensors): void {
  for (const [site, mask] of [...masks]) {
    replaceTensor(
      masks,
      site,
      tidy(() => clipByValue(mask, 0, 1)),
    );
  }
}

/** Reads masks back; sites that are not trained read as ones. */
export async function readMasks(
  sites: readonly MaskSite[],
  masks: OwnedTensors,
): Promise<Map<string, Float32Array>> {
  const entries = await Promise.all(
    sites.map(async (site) => {
      const mask = masks.get(site.id);
      const values =
        mask === undefined
          ? new Float32Array(site.channels).fill(1)
          : new Float32Array(await mask.data<'float32'>());
      return [site.id, values] as const;
    }),
  );
  return new Map(entries);
}

/** All values in one row, in site order. */
export function flattenMasks(sites: readonly MaskSite[], values: MaskValues): Float32Array {
  const flat = new Float32Array(sites.reduce((sum, site) => sum + site.channels, 0));
  let at = 0;
  for (const site of sites) {
    flat.set(values.get(site.id) ?? new Float32Array(site.channels).fill(1), at);
    at += site.channels;
  }
  return flat;
}
