/**
 * The engine: one device, one network, one set of images, one run at a time and the last finished one. It does not know
 * that it lives in a worker; the headless runner holds the same object in Node.
 */
import { memory } from '../device/tf';
import {
  type CutRequest,
  type DataSummary,
  type DeviceChoice,
  type DeviceReport,
  type EngineApi,
  type EngineEvent,
  type EvalRow,
  type ExportKind,
  type Fault,
  FaultError,
  type FilterSheet,
  type HeatmapEvent,
  type JobId,
  type ModelSummary,
  type FileContent,
  type FileReport,
  type MasksSummary,
  parseRecipe,
  type Picture,
  type Prediction,
  type PreprocessingRow,
  type Recipe,
  type Report,
  type ResizedPicture,
  type SavedFile,
  toFault,
} from '../protocol';
import { filterSheet } from './filterSheet';
import { assertCapacity } from './capacity';
import { FinishedRun } from './finishedRun';
import { HeldDevice } from './heldDevice';
import { Library } from './library';
import { LoadJobs, type TellPhase } from './loadJobs';
import { RunNetworks, type RunSnapshot } from './networks';
import { runRnp } from './run';
import { createRunContext } from './runContext';
import { breathe, Scheduler } from './scheduler';
import { SeriesLog } from './seriesLog';
import { MaskCurves } from './maskCurves';
import type { SessionHost } from './sessionHost';
import { Watch } from './watch';

type Args<M extends keyof EngineApi> = Parameters<EngineApi[M]>[0];

interface ActiveRun {
  readonly job: JobId;
  readonly scheduler: Scheduler;
  /** Steps done in the stage under way, for "resume from step N". */
  step: number;
  /** Set where the device went away under the run. */
  lost: Fault | null;
}

export class Session {
  private readonly device: HeldDevice;
  private readonly library: Library;
  private readonly loads: LoadJobs;
  private active: ActiveRun | null = null;
  private finished: { readonly job: JobId; readonly run: FinishedRun } | null = null;
  private curves = new MaskCurves();
  private snapshot: { readonly recipe: string; readonly state: RunSnapshot } | null = null;
  private trials = 0;
  private readonly watched = new Watch();

  constructor(private readonly host: SessionHost) {
    this.library = new Library(host.readAsset, host.reader);
    this.loads = new LoadJobs(host.emit);
    this.device = new HeldDevice({
      startDevice: host.startDevice,
      lost: (fault) => this.onDeviceLost(fault),
      free: () => this.dropFinished(),
    });
  }

  /** Starts the device. Throws `device-unavailable`, or `self-test-failed` where it is not `trusted` all the same. */
  async start(choice: DeviceChoice, trusted = false): Promise<DeviceReport> {
    return this.device.start(choice, trusted);
  }

  /** Opens a network. Throws `run-busy` and the readers' faults; what was open stays then. */
  async loadModel({ job, source }: Args<'loadModel'>): Promise<ModelSummary> {
    this.assertIdle();
    return this.loads.run(job, (tell) => this.device.use(() => this.library.openModel(source, tell)));
  }

  /** Opens images. Throws `run-busy` and the readers' faults; what was open stays then. */
  async loadData({ job, source }: Args<'loadData'>): Promise<DataSummary> {
    this.assertIdle();
    return this.loads.run(job, (tell) => this.library.openData(source, tell));
  }

  /** Takes files that a later `loadData` names. */
  offerFiles({ offer, files }: Args<'offerFiles'>): void {
    this.library.offers.add(offer, files);
  }

  /** What files hold. Throws `reader-stopped` where one of them makes the reader hang. */
  async tellApart({ files }: Args<'tellApart'>): Promise<readonly FileContent[]> {
    return this.library.tellApart(files);
  }

  /** The file doctor. Throws the readers' faults where not even that can be said. */
  async examine({ job, files, hint }: Args<'examine'>): Promise<FileReport> {
    this.assertIdle();
    return this.loads.run(job, (tell) => this.library.examine(files, hint, tell));
  }

  /** Opens masks for the open network. Throws `model-missing`, `masks-mismatch` and the reader's faults. */
  async loadMasks({ job, file }: Args<'loadMasks'>): Promise<MasksSummary> {
    this.assertIdle();
    return this.loads.run(job, (tell) => this.library.openMasks(file, tell));
  }

  /** The preprocessing doctor. Throws `model-missing` or `data-missing`. */
  async diagnose({ job }: Args<'diagnose'>): Promise<readonly PreprocessingRow[]> {
    this.assertIdle();
    return this.loads.run(job, (tell) => this.device.use(() => this.library.diagnose(tell)));
  }

  /** Runs a recipe to its end. Throws `run-busy`, `model-missing`, `data-missing`, the context's faults, or `cancelled`. */
  async run({ job, recipe: given, resume = false }: Args<'start'>): Promise<Report> {
    this.assertIdle();
    const recipe = parseRecipe(given);
    const scheduler = new Scheduler(
      (event) => this.emit(job, event),
      () => this.watched.slow,
    );
    const active: ActiveRun = { job, scheduler, step: 0, lost: null };
    this.active = active;
    try {
      await this.device.require();
      scheduler.throwIfCancelled();
      const report = await this.device.hold(() => this.runOn(active, recipe, resume));
      this.emit(job, { kind: 'end', how: 'done' });
      return report;
    } catch (thrown) {
      const fault = active.lost === null ? toFault(thrown) : this.lossOf(active.lost, active);
      this.emit(job, { kind: 'end', how: fault.code === 'cancelled' ? 'cancelled' : 'failed', fault });
      throw new FaultError(fault.code, fault.params, fault);
    } finally {
      this.active = null;
    }
  }

  /** Steers the run under way, or stops a load. Throws `run-missing` where there is none of this name. */
  control({ job, do: command }: Args<'control'>): void {
    if (command === 'cancel' && this.loads.stop(job)) return;
    if (this.active?.job !== job) throw new FaultError('run-missing');
    this.active.scheduler.control(command);
  }

  /** What the page looks at from now on. */
  watch(a: Args<'watch'>): void {
    this.watched.turnTo(a);
  }

  /** Evaluates another cut of a finished run. A newer question supersedes an older one. */
  async tryPrune({ run, cut }: { run: JobId; cut: CutRequest }): Promise<EvalRow> {
    this.trials++;
    const mine = this.trials;
    // Lets a burst of slider events arrive before the first one is worked on.
    await breathe();
    if (mine !== this.trials) throw new FaultError('superseded');
    return this.ofFinished(run, (finished) => finished.evaluateCut(cut));
  }

  /** Feature maps of a finished run. */
  async maps({ run, layer, image }: Args<'maps'>): Promise<readonly HeatmapEvent[]> {
    return this.ofFinished(run, (finished) => finished.maps(layer, image));
  }

  /** One filter of a finished run. */
  async inspectFilter({ run, ...request }: Args<'inspectFilter'>): Promise<FilterSheet> {
    return this.ofFinished(run, (finished) => filterSheet(finished, this.curves, request));
  }

  /** What a network says about pictures; without a run, the open network about the open images. */
  async predict({ run, network, images, trigger }: Args<'predict'>): Promise<readonly Prediction[]> {
    if (run !== null) return this.ofFinished(run, (finished) => finished.predict(network, images, trigger));
    if (network !== 'backdoored') throw new FaultError('run-missing');
    const work = (): Promise<readonly Prediction[]> => this.library.predict(images, trigger);
    // A device that is lost under a run is started again by nobody but the next run.
    return this.active === null ? this.device.use(work) : this.device.hold(work);
  }

  /** A few pictures of one role, each beside what it was in its file. */
  resizedPictures({ role }: Args<'resizedPictures'>): ResizedPicture[] {
    return this.library.resizedPictures(role);
  }

  /** Pictures of the open images, with the trigger where there is one. */
  preview({ images, trigger }: Args<'preview'>): Promise<readonly Picture[]> {
    return this.library.preview(images, trigger);
  }

  /** A file of a finished run. */
  async exportAs(a: { run: JobId; what: ExportKind }): Promise<SavedFile> {
    return this.ofFinished(a.run, (finished) => finished.exportAs(a.what));
  }

  /** Frees everything. */
  dispose(): void {
    this.active?.scheduler.control('cancel');
    this.device.dispose();
  }

  private async runOn(active: ActiveRun, recipe: Recipe, resume: boolean): Promise<Report> {
    const device = this.device.report;
    // Lost between its start and here: the run ends with the loss.
    if (device === null) throw new FaultError('cancelled');
    const parts = await this.library.openFor(recipe, this.tellUntilCancelled(active));
    const { model } = parts;
    active.scheduler.throwIfCancelled();
    this.dropFinished();
    const context = await createRunContext(recipe, parts);
    assertCapacity({ graph: model.graph, batch: recipe.defense.batchSize, device });
    const networks = new RunNetworks(context);
    const key = JSON.stringify(recipe);
    const snapshot = resume && this.snapshot?.recipe === key ? this.snapshot.state : null;
    if (snapshot !== null) {
      this.emit(active.job, {
        kind: 'notice',
        code: 'resumed-from-snapshot',
        params: { step: snapshot.step },
      });
    }
    this.curves = new MaskCurves(model.sites);
    const state = {
      context,
      networks,
      series: new SeriesLog(),
      watch: this.watched,
      takeSkip: active.scheduler.takeSkip,
      keepSnapshot: (kept: RunSnapshot) => {
        this.snapshot = { recipe: key, state: kept };
      },
    };
    try {
      const facts = { device, versions: this.host.versions };
      const report = await active.scheduler.drive(runRnp(state, facts, snapshot));
      this.finished = { job: active.job, run: new FinishedRun(context, networks, report) };
      this.snapshot = null;
      return report;
    } catch (thrown) {
      networks.dispose();
      throw thrown;
    }
  }

  /** What a run reads before it begins stops at the next word after a cancel. */
  private tellUntilCancelled({ job, scheduler }: ActiveRun): TellPhase {
    const tell = this.loads.tellOf(job);
    return (...said) => {
      scheduler.throwIfCancelled();
      tell(...said);
    };
  }

  /** Asks a finished run, which went with its device where that was lost. Throws `run-missing`. */
  private async ofFinished<T>(job: JobId, ask: (finished: FinishedRun) => Promise<T>): Promise<T> {
    const { finished } = this;
    if (finished?.job !== job || this.device.report === null) throw new FaultError('run-missing');
    return this.device.hold(() => ask(finished.run));
  }

  private assertIdle(): void {
    if (this.active !== null) throw new FaultError('run-busy');
  }

  private dropFinished(): void {
    this.finished?.run.dispose();
    this.finished = null;
  }

  private onDeviceLost(fault: Fault): void {
    if (this.active === null) return;
    this.active.lost = fault;
    this.active.scheduler.control('cancel');
  }

  private lossOf(fault: Fault, active: ActiveRun): Fault {
    return { ...fault, params: { ...fault.params, step: this.snapshot?.state.step ?? 0, at: active.step } };
  }

  private emit(job: JobId, event: EngineEvent): void {
    if (event.kind === 'progress' && event.unit === 'step' && this.active !== null) {
      this.active.step = event.done;
      const { numTensors, numBytes } = memory();
      this.host.emit(job, { kind: 'memory', tensors: numTensors, bytes: numBytes, limitBytes: null });
    }
    if (event.kind === 'masks') this.curves.add(event.values);
    this.host.emit(job, event);
  }
}
