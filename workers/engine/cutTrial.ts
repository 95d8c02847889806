/** Other cuts of a finished run, tried one after another on the same few images: each from where the one before it stands. */
import { firstOf } from '../data/images';
import { type EvalRow, FaultError } from '../protocol';
import { type Group, labelled } from '../pruning/accuracy';
import { CutNetwork, type FilterId } from '../pruning/cut';
import { CutMeter, type OracleGroups } from '../pruning/cutMeter';
import { oracleGroups } from './evaluate';
import type { RunNetworks } from './networks';
import type { RunContext } from './runContext';

/** Images behind an interactive answer: it has to come within a second. */
const TRIAL_IMAGES = 96;
/** Activations kept between two answers, for as long as the run is there. */
const BYTE_BUDGET = 64 * 2 ** 20;

/** The first images of a group. */
function few(group: Group): Group {
  return { images: firstOf(group.images, TRIAL_IMAGES), wanted: group.wanted.slice(0, TRIAL_IMAGES) };
}

function fewOf(oracle: OracleGroups): OracleGroups {
  const { clean, triggered, target } = oracle;
  return {
    clean: few(clean),
    triggered: triggered === null ? null : few(triggered),
    target: target === null ? null : few(target),
  };
}

/** What a trial needs, made with its first question. */
interface Bench {
  readonly network: CutNetwork;
  readonly meter: CutMeter;
}

export class CutTrial {
  private bench: Bench | null = null;
  private isDisposed = false;
  /** Trials go one after another: each changes what the next one starts from. */
  private last: Promise<unknown> = Promise.resolve();
  /** Whether the meter's kept activations are those of the network as it was cut last. */
  private isMeasured = false;

  constructor(
    private readonly context: RunContext,
    private readonly networks: RunNetworks,
  ) {}

  /** Accuracies of the original network without `filters`; `threshold` goes into the row. */
  measure(filters: readonly FilterId[], threshold: number | null): Promise<EvalRow> {
    const row = this.last.then(() => this.measureNow(filters, threshold));
    this.last = row.catch(() => undefined);
    return row;
  }

  dispose(): void {
    this.isDisposed = true;
    this.bench?.meter.dispose();
    this.bench?.network.dispose();
    this.bench = null;
  }

  private async measureNow(filters: readonly FilterId[], threshold: number | null): Promise<EvalRow> {
    const { meter, network } = await this.opened();
    const changed = network.cut(filters);
    const since = this.isMeasured ? changed : null;
    this.isMeasured = false;
    const row = await meter.measure(network, since, { threshold, pruned: filters.length });
    this.isMeasured = true;
    return row;
  }

  /** Throws `run-missing` where the run went away in the meantime. */
  private async opened(): Promise<Bench> {
    if (this.bench !== null) return this.bench;
    const { defense, model, normalisation, recipe, sweep } = this.context;
    const { original } = this.networks;
    const network = await CutNetwork.create(model.graph, original, recipe.prune.zeroBeta);
    if (this.isDisposed) throw new FaultError('run-missing');
    const oracle = oracleGroups(sweep);
    const images = few(labelled(defense));
    const tested = oracle === null ? null : fewOf(oracle);
    this.bench = {
      network,
      meter: new CutMeter(model.graph, normalisation, images, tested, BYTE_BUDGET),
    };
    return this.bench;
  }
}
