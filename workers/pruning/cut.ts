/**
 * Cutting filters in the original network (spec 1.5): gamma of the channel becomes 0, so that it emits the constant beta;
 * with "zero beta too" it emits nothing. Where no batch norm follows, the channel's kernel and bias become 0. Everything
 * else stays as it is.
 */
import { keep, type Tensor, tensor } from '../device/tf';
import type { Parameters } from '../graph/nodeOps';
import type { Graph } from '../graph/graph';
import { findMaskSites, type SiteParameters, siteParameters } from '../graph/sites';
import type { CutFilter, MaskSite } from '../protocol';
import type { MaskValues } from './masks';

/** All filters from the smallest value up; ties stay in layer order (stable, as the reference's sort). */
export function orderFilters(sites: readonly MaskSite[], values: MaskValues): CutFilter[] {
  const filters = sites.flatMap((site) =>
    Array.from(values.get(site.id) ?? [], (mask, channel) => ({ site: site.id, channel, mask })),
  );
  return filters.sort((left, right) => left.mask - right.mask);
}

/** The order without some filters. */
export function without(order: readonly CutFilter[], some: readonly CutFilter[]): readonly CutFilter[] {
  const left = new Set(some.map(({ site, channel }) => `${site}/${String(channel)}`));
  return order.filter(({ site, channel }) => !left.has(`${site}/${String(channel)}`));
}

/** The order with some filters put before all others. */
export function withHead(head: readonly CutFilter[], order: readonly CutFilter[]): readonly CutFilter[] {
  return [...head, ...without(order, head)];
}

/** How many filters at the front of the order have a value up to `threshold`. */
export function countUpTo(order: readonly CutFilter[], threshold: number): number {
  const first = order.findIndex((filter) => filter.mask > threshold);
  return first === -1 ? order.length : first;
}

/** A filter by name. */
export type FilterId = Pick<CutFilter, 'site' | 'channel'>;

/** A site's parameters as they were; the last axis is the channel. */
interface Pristine extends SiteParameters {
  readonly values: ReadonlyMap<string, { readonly shape: number[]; readonly data: Float32Array }>;
}

/** The original network with some channels cut; only the parameters that differ are its own. */
export class CutNetwork {
  private readonly own = new Map<string, Tensor>();
  private readonly cutNow = new Map<string, ReadonlySet<number>>();
  private view: Map<string, Tensor>;

  private constructor(
    private readonly original: Parameters,
    private readonly pristine: ReadonlyMap<string, Pristine>,
    private readonly zeroBeta: boolean,
  ) {
    this.view = new Map(original);
  }

  /** Reads the parameters of all sites once; later cuts need no reading back. */
  static async create(graph: Graph, original: Parameters, zeroBeta: boolean): Promise<CutNetwork> {
    const pristine = new Map<string, Pristine>();
    for (const { id } of findMaskSites(graph)) {
      const names = siteParameters(graph, id);
      const values = new Map<string, { shape: number[]; data: Float32Array }>();
      for (const name of names.shift === null ? names.scaled : [...names.scaled, names.shift]) {
        const kept = original.get(name);
        if (kept === undefined) continue;
        values.set(name, { shape: kept.shape, data: new Float32Array(await kept.data<'float32'>()) });
      }
      pristine.set(id, { ...names, values });
    }
    return new CutNetwork(original, pristine, zeroBeta);
  }

  /** The parameters as they stand; valid until the next cut. */
  get parameters(): Parameters {
    return this.view;
  }

  /** Cuts exactly these filters, restoring all others. Answers the sites that changed. */
  cut(filters: readonly FilterId[]): string[] {
    const wanted = new Map<string, Set<number>>();
    for (const { site, channel } of filters) {
      const channels = wanted.get(site) ?? new Set<number>();
      wanted.set(site, channels.add(channel));
    }
    const sites = new Set([...wanted.keys(), ...this.cutNow.keys()]);
    const changed = [...sites].filter((site) => !areEqual(wanted.get(site), this.cutNow.get(site)));
    for (const site of changed) this.cutSite(site, wanted.get(site) ?? new Set());
    return changed;
  }

  dispose(): void {
    for (const each of this.own.values()) each.dispose();
    this.own.clear();
    this.view = new Map(this.original);
  }

  private cutSite(site: string, channels: ReadonlySet<number>): void {
    this.cutNow.set(site, channels);
    const pristine = this.pristine.get(site);
    if (pristine === undefined) return;
    const { scaled, shift, values } = pristine;
    for (const name of this.zeroBeta && shift !== null ? [...scaled, shift] : scaled) {
      const was = values.get(name);
      if (was === undefined) continue;
      const fresh = keep(tensor(withoutChannels(was.data, was.shape, channels), was.shape));
      this.own.get(name)?.dispose();
      this.own.set(name, fresh);
      this.view.set(name, fresh);
    }
  }
}

/** A copy with all values of some channels, the last axis, at 0. */
function withoutChannels(
  data: Float32Array,
  shape: readonly number[],
  channels: ReadonlySet<number>,
): Float32Array {
  const copy = data.slice();
  const step = shape[shape.length - 1] ?? 1;
  for (const channel of channels) for (let at = channel; at < copy.length; at += step) copy[at] = 0;
  return copy;
}

function areEqual(left: ReadonlySet<number> = new Set(), right: ReadonlySet<number> = new Set()): boolean {
  return left.size === right.size && [...left].every((each) => right.has(each));
}
