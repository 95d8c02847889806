/** Runs of defenses other than RNP, and the repaired network of the last one. One that is cut off begins anew: it lasts minutes, not hours. */
import { disposeTensors, downloadTensors } from '../graph/parameters';
import {
  type DefenseRecipe,
  type DeviceReport,
  FaultError,
  type JobId,
  type NetworkFormat,
  type SavedFile,
} from '../protocol';
import type { DefenseReport } from '../protocol/defenseReport';
import { TrainingState } from '../training/trainingState';
import { assertCapacity } from './capacity';
import { type Defended, runDefense } from './defending';
import { stemOf, writeNetwork } from './exportNetwork';
import type { LearningJob } from './learningJobs';
import type { OpenParts } from './library';
import type { LoadedModel } from './loadedModel';
import type { TellPhase } from './loadJobs';
import { type KnownTraining, poisonedSetOf } from './poisonedSet';
import { drawParts } from './runContext';
import { SeriesLog } from './seriesLog';
import type { SessionHost } from './sessionHost';
import type { Watch } from './watch';

/** Images in a step of most defenses: what memory is reckoned with. */
const USUAL_BATCH = 128;

export class Defenses {
  private kept: { readonly job: JobId; readonly model: LoadedModel; readonly defended: Defended } | null =
    null;

  constructor(
    private readonly host: Pick<SessionHost, 'versions'>,
    private readonly watch: Watch,
  ) {}

  /** Runs a defense to its end. Throws what `drawParts` throws, `defense-unfit`, `memory-short`, `diverged` or `cancelled`. */
  async defend(
    learning: LearningJob,
    recipe: DefenseRecipe,
    { device, ...parts }: Pick<OpenParts, 'model' | 'data'> & { readonly device: DeviceReport },
    {
      tell,
      trainingOf,
    }: { readonly tell: TellPhase; readonly trainingOf: () => Promise<KnownTraining | null> },
  ): Promise<DefenseReport> {
    const drawn = await drawParts({ ...recipe, defense: { ...recipe.shared, batchSize: 1 } }, parts);
    assertCapacity({ graph: parts.model.graph, batch: USUAL_BATCH, device });
    const run = {
      ...drawn,
      recipe,
      facts: { device, versions: this.host.versions },
      poisoned: await poisonedSetOf(recipe, trainingOf, tell),
      state: new TrainingState(null, null),
      series: new SeriesLog(),
      watch: this.watch,
    };
    const defended = await learning.scheduler.drive(runDefense(run));
    this.kept = { job: learning.job, model: parts.model, defended };
    return defended.report;
  }

  /** The network that the last defense has left, as a file. Throws `run-missing`, or `layer-unsupported` where a format cannot say it. */
  async exportAs(job: JobId, format: NetworkFormat): Promise<SavedFile> {
    if (this.kept?.job !== job) throw new FaultError('run-missing');
    const { defended, model } = this.kept;
    const { chosen, recipe } = defended.report;
    const meta = { defense: recipe.method.id, pruned: String(chosen.pruned) };
    const host = await downloadTensors(defended.parameters);
    const { graph, origin } = model;
    return writeNetwork({ graph, host, origin, meta }, format, `${stemOf(model)}-${recipe.method.id}`);
  }

  /** Frees the repaired network. */
  drop(): void {
    if (this.kept !== null) disposeTensors(this.kept.defended.parameters);
    this.kept = null;
  }
}
