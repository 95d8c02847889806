/** Runs of defenses other than RNP: gone on with from their last snapshot, and the repaired network of the last one. */
import { disposeTensors } from '../graph/parameters';
import { type DefenseRecipe, type DeviceReport } from '../protocol';
import type { DefenseReport } from '../protocol/defenseReport';
import { TrainingState } from '../training/trainingState';
import { assertCapacity } from './capacity';
import { type Defended, runDefense } from './defending';
import type { LearningJob } from './learningJobs';
import type { OpenParts } from './library';
import type { TellPhase } from './loadJobs';
import { poisonedSetOf } from './poisonedSet';
import { drawParts } from './runContext';
import { SeriesLog } from './seriesLog';
import type { SessionHost } from './sessionHost';
import { memorySnapshots } from './trainings';
import type { Watch } from './watch';

/** Images in a step of most defenses: what memory is reckoned with. */
const USUAL_BATCH = 128;

export class Defenses {
  private readonly snapshots = memorySnapshots();
  private kept: Defended | null = null;

  constructor(
    private readonly host: Pick<SessionHost, 'versions'>,
    private readonly watch: Watch,
  ) {}

  /** Runs a defense to its end. Throws what `drawParts` throws, `defense-unfit`, `memory-short`, `diverged` or `cancelled`. */
  async defend(
    learning: LearningJob,
    recipe: DefenseRecipe,
    parts: Pick<OpenParts, 'model' | 'data'>,
    device: DeviceReport,
    { resume, tell }: { readonly resume: boolean; readonly tell: TellPhase },
  ): Promise<DefenseReport> {
    const drawn = await drawParts({ ...recipe, defense: { ...recipe.shared, batchSize: 1 } }, parts);
    assertCapacity({ graph: parts.model.graph, batch: USUAL_BATCH, device });
    const key = JSON.stringify(recipe);
    const snapshot = resume ? await this.snapshots.load(key) : null;
    const state = new TrainingState(snapshot, async (kept) => {
      await this.snapshots.save(key, kept);
      learning.keptStep = learning.step;
    });
    const run = {
      ...drawn,
      recipe,
      facts: { device, versions: this.host.versions },
      poisoned: await poisonedSetOf(recipe, parts.model, tell),
      state,
      series: new SeriesLog(),
      watch: this.watch,
    };
    this.kept = await learning.scheduler.drive(runDefense(run));
    await this.snapshots.drop(key);
    return this.kept.report;
  }

  /** Frees the repaired network. */
  drop(): void {
    if (this.kept !== null) disposeTensors(this.kept.parameters);
    this.kept = null;
  }
}
