/** Everything a row of a table of cuts holds, measured on fixed images while filters are cut and restored. */
import type { Normalisation } from '../data/normalise';
import type { Graph } from '../graph/graph';
import type { EvalRow } from '../protocol';
import { GroupAccuracy, type Group } from './accuracy';
import type { CutNetwork } from './cut';

/** Test images for the oracle columns; null where the attacker's side is unknown. */
export interface OracleGroups {
  readonly clean: Group;
  readonly triggered: Group | null;
  readonly target: Group | null;
}

export class CutMeter {
  private readonly accuracy: GroupAccuracy;
  private readonly hasTrigger: boolean;

  /** `defense`: the defender's images; all images are uploaded once. `byteBudget`: for activations kept between rows. */
  constructor(
    graph: Graph,
    normalisation: Normalisation,
    defense: Group,
    oracle: OracleGroups | null,
    byteBudget?: number,
  ) {
    const groups = [defense, oracle?.clean, oracle?.triggered, oracle?.target];
    this.hasTrigger = (oracle?.triggered ?? null) !== null;
    this.accuracy = new GroupAccuracy(
      graph,
      normalisation,
      groups.flatMap((group) => group ?? []),
      byteBudget,
    );
  }

  /** The row of the network as it is cut now. `changed`: sites that differ from the row before; null: all. */
  async measure(
    network: CutNetwork,
    changed: readonly string[] | null,
    cut: Pick<EvalRow, 'threshold' | 'pruned'>,
  ): Promise<EvalRow> {
    const [defense, clean = null, ...rest] = await this.accuracy.shares(network.parameters, changed);
    this.accuracy.commit();
    const [triggered = null, target = null] = this.hasTrigger ? rest : [null, ...rest];
    return {
      ...cut,
      defenseAccuracy: defense ?? 0,
      cleanAccuracy: clean,
      attackSuccessRate: triggered,
      targetClassAccuracy: target,
    };
  }

  dispose(): void {
    this.accuracy.dispose();
  }
}
