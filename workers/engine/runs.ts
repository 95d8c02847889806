/** Runs of RNP: gone on with from their last snapshot; the last finished one stays, to be asked about. */
import { relay } from '../rnp/relay';
import {
  type DeviceReport,
  type EngineEvent,
  FaultError,
  type JobId,
  type Recipe,
  type Report,
} from '../protocol';
import { assertCapacity } from './capacity';
import { FinishedRun } from './finishedRun';
import type { LearningJob } from './learningJobs';
import type { OpenParts } from './library';
import { MaskCurves } from './maskCurves';
import { RunNetworks, type RunSnapshot } from './networks';
import { runRnp } from './run';
import { createRunContext } from './runContext';
import { SeriesLog } from './seriesLog';
import type { SessionHost } from './sessionHost';
import type { Watch } from './watch';

export class Runs {
  /** Of each filter of the last run, step by step. */
  curves = new MaskCurves();
  private finished: { readonly job: JobId; readonly run: FinishedRun } | null = null;
  private snapshot: { readonly recipe: string; readonly state: RunSnapshot } | null = null;

  constructor(
    private readonly host: Pick<SessionHost, 'versions'>,
    private readonly watch: Watch,
  ) {}

  /** Runs a recipe to its end. Throws what `createRunContext` throws, `memory-short`, `diverged` or `cancelled`. */
  async run(
    learning: LearningJob,
    recipe: Recipe,
    parts: OpenParts,
    { device, resume }: { readonly device: DeviceReport; readonly resume: boolean },
  ): Promise<Report> {
    const { scheduler } = learning;
    const { model } = parts;
    const context = await createRunContext(recipe, parts);
    assertCapacity({ graph: model.graph, batch: recipe.defense.batchSize, device });
    const networks = new RunNetworks(context);
    const key = JSON.stringify(recipe);
    const snapshot = resume && this.snapshot?.recipe === key ? this.snapshot.state : null;
    if (snapshot !== null) {
      learning.keptStep = snapshot.step;
      learning.emit({ kind: 'notice', code: 'resumed-from-snapshot', params: { step: snapshot.step } });
    }
    this.curves = new MaskCurves(model.sites);
    const state = {
      context,
      networks,
      series: new SeriesLog(),
      watch: this.watch,
      takeSkip: scheduler.takeSkip,
      keepSnapshot: (kept: RunSnapshot) => {
        this.snapshot = { recipe: key, state: kept };
        learning.keptStep = kept.step;
      },
    };
    try {
      const facts = { device, versions: this.host.versions };
      const report = await scheduler.drive(this.withCurves(runRnp(state, facts, snapshot)));
      this.finished = { job: learning.job, run: new FinishedRun(context, networks, report) };
      this.snapshot = null;
      return report;
    } catch (thrown) {
      networks.dispose();
      throw thrown;
    }
  }

  /** The finished run of a job. Throws `run-missing`. */
  of(job: JobId): FinishedRun {
    if (this.finished?.job !== job) throw new FaultError('run-missing');
    return this.finished.run;
  }

  /** Frees the finished run. */
  drop(): void {
    this.finished?.run.dispose();
    this.finished = null;
  }

  /** A run whose masks are kept, for the curve of each filter. */
  private withCurves<T>(run: AsyncGenerator<EngineEvent, T>): AsyncGenerator<EngineEvent, T> {
    return relay(run, (event) => {
      if (event.kind === 'masks') this.curves.add(event.values);
      return [event];
    });
  }
}
