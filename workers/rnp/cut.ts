/**
 * Cutting filters in the original network (spec 1.5): gamma of the channel becomes 0, so that it emits the constant beta;
 * with "zero beta too" it emits nothing. Convolution, running statistics and all other channels stay as they are.
 */
import { keep, type Tensor, tensor } from '../device/tf';
import type { Parameters } from '../graph/nodeOps';
import { batchNormNames } from '../graph/graph';
import type { CutFilter, MaskSite } from '../protocol';
import type { MaskValues } from './masks';

/** All filters from the smallest value up; ties stay in layer order (stable, as the reference's sort). */
export function orderFilters(sites: readonly MaskSite[], values: MaskValues): CutFilter[] {
  const filters = sites.flatMap((site) =>
    Array.from(values.get(site.id) ?? [], (mask, channel) => ({ site: site.id, channel, mask })),
  );
  return filters.sort((left, right) => left.mask - right.mask);
}

/** The order with some filters put before all others. */
export function withHead(head: readonly CutFilter[], order: readonly CutFilter[]): readonly CutFilter[] {
  const first = new Set(head.map(({ site, channel }) => `${site}/${String(channel)}`));
  return [...head, ...order.filter(({ site, channel }) => !first.has(`${site}/${String(channel)}`))];
}

/** How many filters at the front of the order have a value up to `threshold`. */
export function countUpTo(order: readonly CutFilter[], threshold: number): number {
  const first = order.findIndex((filter) => filter.mask > threshold);
  return first === -1 ? order.length : first;
}

/** A filter by name. */
export type FilterId = Pick<CutFilter, 'site' | 'channel'>;

/** The original network with some channels cut; only the vectors that differ are its own. */
export class CutNetwork {
  private readonly own = new Map<string, Tensor>();
  private readonly cutNow = new Map<string, ReadonlySet<number>>();
  private view: Map<string, Tensor>;

  private constructor(
    private readonly original: Parameters,
    private readonly pristine: ReadonlyMap<string, Float32Array>,
    private readonly zeroBeta: boolean,
  ) {
    this.view = new Map(original);
  }

  /** Reads gamma and beta of all sites once; later cuts need no reading back. */
  static async create(
    original: Parameters,
    sites: readonly MaskSite[],
    zeroBeta: boolean,
  ): Promise<CutNetwork> {
    const pristine = new Map<string, Float32Array>();
    for (const site of sites) {
      const { gamma, beta } = batchNormNames(site.id);
      for (const name of [gamma, beta]) {
        const values = await original.get(name)?.data<'float32'>();
        if (values !== undefined) pristine.set(name, new Float32Array(values));
      }
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
    const { gamma, beta } = batchNormNames(site);
    for (const name of this.zeroBeta ? [gamma, beta] : [gamma]) {
      const values = this.pristine.get(name)?.slice();
      if (values === undefined) continue;
      for (const channel of channels) values[channel] = 0;
      this.own.get(name)?.dispose();
      const fresh = keep(tensor(values, [values.length]));
      this.own.set(name, fresh);
      this.view.set(name, fresh);
    }
  }
}

function areEqual(left: ReadonlySet<number> = new Set(), right: ReadonlySet<number> = new Set()): boolean {
  return left.size === right.size && [...left].every((each) => right.has(each));
}
