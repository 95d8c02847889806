/** One mask per filter, on the device while it is trained and as plain numbers everywhere else. */
import { clipByValue, keep, ones, tidy } from '../device/tf';
import { type OwnedTensors, replaceTensor } from '../graph/parameters';
import { readTogether } from '../graph/readBack';
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

/** Masks as plain numbers from what was read of those that are trained, in their order; the others are ones. */
export function maskValues(
  sites: readonly MaskSite[],
  trained: OwnedTensors,
  read: readonly Float32Array[],
): Map<string, Float32Array> {
  const known = new Map([...trained.keys()].map((site, index) => [site, read[index]]));
  return new Map(
    sites.map(({ id, channels }) => [id, known.get(id)?.slice() ?? new Float32Array(channels).fill(1)]),
  );
}

/** Reads masks back. */
export async function readMasks(
  sites: readonly MaskSite[],
  masks: OwnedTensors,
): Promise<Map<string, Float32Array>> {
  return maskValues(sites, masks, await readTogether([...masks.values()]));
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
