/** The networks of a run that outlive it: what the page can still ask about when the stages are over. */
import type { HostTensors } from '../graph/hostTensors';
import { copyTensors, disposeTensors, type OwnedTensors, uploadTensors } from '../graph/parameters';
import type { Classifier } from '../graph/infer';
import type { CutFilter, NetworkState } from '../protocol';
import { CutNetwork } from '../pruning/cut';
import type { RunContext } from './runContext';

export class RunNetworks {
  readonly original: OwnedTensors;
  /** The unlearned network's parameters; in recovery its running statistics move on. */
  unlearned: OwnedTensors | null = null;
  recovered: OwnedTensors | null = null;
  masks: OwnedTensors | null = null;
  private pruned: CutNetwork | null = null;

  constructor(private readonly context: RunContext) {
    this.original = uploadTensors(context.model.host);
  }

  /** Takes a copy of the state after unlearning. */
  keepUnlearned(parameters: OwnedTensors): void {
    if (this.unlearned !== null) disposeTensors(this.unlearned);
    this.unlearned = copyTensors(parameters);
  }

  /** Takes a copy of the state after recovering. */
  keepRecovered(parameters: OwnedTensors, masks: OwnedTensors | null): void {
    if (this.recovered !== null) disposeTensors(this.recovered);
    if (this.masks !== null) disposeTensors(this.masks);
    this.recovered = copyTensors(parameters);
    this.masks = masks === null ? null : copyTensors(masks);
  }

  /** Makes the cut network: the original (or, for strategies that recover weights, the recovered one) without `filters`. */
  async keepPruned(filters: readonly CutFilter[]): Promise<void> {
    const { model, recipe } = this.context;
    this.pruned ??= await CutNetwork.create(model.graph, this.original, recipe.prune.zeroBeta);
    this.pruned.cut(filters);
  }

  /** One of the four networks, or null while it does not exist. */
  classifier(state: NetworkState): Classifier | null {
    const { model, normalisation } = this.context;
    const from = (parameters: ReadonlyMap<string, never> | OwnedTensors | null): Classifier | null =>
      parameters === null ? null : { graph: model.graph, parameters, normalisation };
    switch (state) {
      case 'backdoored':
        return from(this.original);
      case 'unlearned':
        return from(this.unlearned);
      case 'recovered': {
        const recovered = from(this.recovered);
        return recovered === null || this.masks === null ? recovered : { ...recovered, masks: this.masks };
      }
      case 'pruned':
        return this.pruned === null ? null : from(new Map(this.pruned.parameters));
      default:
        return state satisfies never;
    }
  }

  dispose(): void {
    this.pruned?.dispose();
    this.pruned = null;
    for (const each of [this.original, this.unlearned, this.recovered, this.masks]) {
      if (each !== null) disposeTensors(each);
    }
    this.unlearned = null;
    this.recovered = null;
    this.masks = null;
  }
}

/** A place to go on from after the device was lost: plain host values. */
export interface RunSnapshot {
  readonly epoch: number;
  readonly step: number;
  readonly parameters: HostTensors;
  readonly velocity: HostTensors;
}
