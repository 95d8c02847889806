/** How a network does on fixed groups of images while channels are cut and restored. */
import { concat, type ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import type { Parameters } from '../graph/nodeOps';
import type { Graph } from '../graph/graph';
import { argMaxRows } from '../graph/infer';
import { PrefixEvaluator } from '../graph/prefixEvaluator';

/** Images that are counted together; `wanted` is the label that counts as a hit for each of them. */
export interface Group {
  readonly images: ImageSet;
  readonly wanted: Uint16Array;
}

/** A group that counts right answers. */
export function labelled(images: ImageSet): Group {
  return { images, wanted: images.labels };
}

/** Several groups behind one evaluator, so that they share its kept activations. */
export class GroupAccuracy {
  private readonly evaluator: PrefixEvaluator;
  private readonly starts: readonly number[];

  constructor(
    private readonly graph: Graph,
    normalisation: Normalisation,
    private readonly groups: readonly Group[],
    byteBudget?: number,
  ) {
    const [first, ...rest] = groups;
    if (first === undefined) throw new RangeError('at least one group is needed');
    const all = rest.reduce((joined, group) => concat(joined, group.images), first.images);
    this.evaluator = new PrefixEvaluator(graph, normalisation, all, byteBudget);
    let start = 0;
    this.starts = groups.map((group) => {
      const at = start;
      start += group.images.count;
      return at;
    });
  }

  /** Hits per image of each group (1 or 0). `changed`: mask sites that differ from the committed state; null: all. */
  async hits(parameters: Parameters, changed: readonly string[] | null): Promise<Uint8Array[]> {
    const predicted = argMaxRows(await this.evaluator.logits(parameters, changed), this.graph.classes);
    return this.groups.map((group, index) => {
      const start = this.starts[index] ?? 0;
      return Uint8Array.from(group.wanted, (wanted, at) => (predicted[start + at] === wanted ? 1 : 0));
    });
  }

  /** Share of hits of each group; null for an empty one. */
  async shares(parameters: Parameters, changed: readonly string[] | null): Promise<(number | null)[]> {
    const hits = await this.hits(parameters, changed);
    return hits.map((each) => (each.length === 0 ? null : sum(each) / each.length));
  }

  commit(): void {
    this.evaluator.commit();
  }

  dispose(): void {
    this.evaluator.dispose();
  }
}

/** Sum of small numbers. */
export function sum(values: Uint8Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
