/**
 * Asks a network about the same images again and again while a few of its channels change: what lies before the first
 * change is not computed again. Block outputs are kept on the device, deepest first, as far as the byte budget goes.
 */
import type { Tensor } from '../device/tf';
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { type EvenBatch, evenBatches, uploadEven } from './evenBatches';
import type { Parameters } from './nodeOps';
import type { Graph } from './graph';
import { runForward } from './infer';
import { LogitRows } from './logitRows';

/** Kept activations of all batches together; a tentative pass may hold as much again. */
const BYTE_BUDGET = 192 * 2 ** 20;

/** Activations at the kept boundaries, one map per batch of images. */
type Kept = Map<string, Tensor>[];

export class PrefixEvaluator {
  private readonly cuts: readonly EvenBatch[];
  private readonly batches: Tensor[];
  private readonly positions: ReadonlyMap<string, number>;
  private boundaries: readonly string[] | null = null;
  private committed: Kept;
  private tentative: Kept;

  constructor(
    private readonly graph: Graph,
    private readonly normalisation: Normalisation,
    readonly images: ImageSet,
    private readonly byteBudget = BYTE_BUDGET,
  ) {
    this.positions = new Map(graph.nodes.map((node, index) => [node.id, index]));
    this.cuts = evenBatches(images.count);
    this.batches = this.cuts.map((cut) => uploadEven(images, cut, normalisation));
    this.committed = this.batches.map(() => new Map<string, Tensor>());
    this.tentative = this.batches.map(() => new Map<string, Tensor>());
  }

  /**
   * Logits (count x classes) of the network as it stands in `parameters`. `changed` names the mask sites that differ
   * from the last committed state; null computes everything. Until {@link commit}, the pass is only tentative.
   */
  async logits(parameters: Parameters, changed: readonly string[] | null): Promise<Float32Array> {
    this.dropTentative();
    const from = changed === null ? null : this.lastBoundaryBefore(changed);
    const rows = new LogitRows(this.images.count, this.graph.classes);
    try {
      for (const [index, cut] of this.cuts.entries()) {
        const batch = this.batches[index];
        if (batch === undefined) throw new RangeError('the evaluator was disposed');
        const logits = this.runBatch(parameters, index, batch, from);
        try {
          await rows.add(cut, logits);
        } finally {
          logits.dispose();
        }
      }
      return await rows.all();
    } finally {
      rows.dispose();
    }
  }

  /** Makes the last pass the state that later changes are counted from. */
  commit(): void {
    for (const [index, fresh] of this.tentative.entries()) {
      const kept = this.committed[index];
      for (const [id, activation] of fresh) {
        kept?.get(id)?.dispose();
        kept?.set(id, activation);
      }
      fresh.clear();
    }
  }

  dispose(): void {
    this.dropTentative();
    for (const kept of this.committed) for (const each of kept.values()) each.dispose();
    for (const batch of this.batches) batch.dispose();
    this.committed = [];
    this.batches.length = 0;
  }

  private runBatch(parameters: Parameters, index: number, batch: Tensor, from: string | null): Tensor {
    const start = from === null ? undefined : this.committed[index]?.get(from);
    const classifier = { graph: this.graph, parameters, normalisation: this.normalisation };
    const taps = (this.boundaries ?? this.graph.layers).filter(
      (id) => start === undefined || this.positionOf(id) > this.positionOf(from ?? ''),
    );
    const [logits, ...activations] = runForward(classifier, start ?? batch, {
      mode: 'eval',
      taps,
      ...(start === undefined || from === null ? {} : { from }),
    });
    if (logits === undefined) throw new RangeError('the network gave no output');
    this.boundaries ??= this.affordable(taps, activations, batch.shape[0]);
    taps.forEach((id, at) => {
      const activation = activations[at];
      if (activation === undefined) return;
      if (this.boundaries?.includes(id) === true) this.tentative[index]?.set(id, activation);
      else activation.dispose();
    });
    return logits;
  }

  /** The deepest boundaries that fit into the budget: they are the smallest and serve the most changes. */
  private affordable(ids: readonly string[], activations: readonly Tensor[], images: number): string[] {
    let bytes = 0;
    const kept: string[] = [];
    for (const [at, id] of [...ids.entries()].reverse()) {
      bytes += (((activations[at]?.size ?? 0) * 4) / images) * this.images.count;
      if (bytes > this.byteBudget) break;
      kept.unshift(id);
    }
    return kept;
  }

  private lastBoundaryBefore(changed: readonly string[]): string | null {
    const first = Math.min(...changed.map((id) => this.positionOf(id)));
    const before = (this.boundaries ?? []).filter((id) => this.positionOf(id) < first);
    return before[before.length - 1] ?? null;
  }

  private positionOf(id: string): number {
    return this.positions.get(id) ?? 0;
  }

  private dropTentative(): void {
    for (const fresh of this.tentative) {
      for (const each of fresh.values()) each.dispose();
      fresh.clear();
    }
  }
}
