/**
 * The engine: one device, one network, one set of images, one run at a time and the last finished one. It does not know
 * that it lives in a worker; the headless runner holds the same object in Node.
 */
import { memory } from '../device/tf';
import { NORMALISATIONS } from '../data/normalise';
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import { disposeTensors, uploadTensors } from '../graph/parameters';
import {
  type CutRequest,
  type DataSource,
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
  type ModelSource,
  type ModelSummary,
  NORMALISATION_IDS,
  parseRecipe,
  type PhaseId,
  type Picture,
  type Prediction,
  type PreprocessingRow,
  type Recipe,
  type Report,
  toFault,
} from '../protocol';
import { bytesSource, type ByteSource, fileSource } from '../readers/byteSource';
import { filterSheet } from './filterSheet';
import { FinishedRun, pickImages, pictureOf, predictImages } from './finishedRun';
import { openImageFiles, openShapes, type LoadedData } from './loadedData';
import { type LoadedModel, openModel } from './loadedModel';
import { RunNetworks, type RunSnapshot } from './networks';
import type { EventSink } from './eventPort';
import { runRnp } from './run';
import { createRunContext } from './runContext';
import { breathe, Scheduler } from './scheduler';
import { SeriesLog } from './seriesLog';
import { Watch } from './watch';

/** What the surroundings give: a device, the zoo's files, a place for events. */
export interface SessionHost {
  readonly startDevice: (
    choice: DeviceChoice,
    lost: (fault: Fault) => void,
  ) => Promise<{ readonly report: DeviceReport; dispose: () => void }>;
  /** Bytes of a file that ships with the page, e.g. `zoo/manifest.json`. Throws `network-failed`. */
  readonly readAsset: (path: string) => Promise<Uint8Array>;
  readonly emit: EventSink;
  readonly versions: Readonly<Record<string, string>>;
}

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
  private device: { readonly report: DeviceReport; dispose: () => void } | null = null;
  private choice: DeviceChoice = 'auto';
  private model: LoadedModel | null = null;
  private modelId: string | null = null;
  private data: LoadedData | null = null;
  private active: ActiveRun | null = null;
  private finished: { readonly job: JobId; readonly run: FinishedRun } | null = null;
  private curves = new Map<string, Float32Array[]>();
  private snapshot: { readonly recipe: string; readonly state: RunSnapshot } | null = null;
  private trials = 0;
  private readonly watched = new Watch();

  constructor(private readonly host: SessionHost) {}

  /** Starts the device. Throws `device-unavailable` or `self-test-failed`. */
  async start(choice: DeviceChoice): Promise<DeviceReport> {
    this.choice = choice;
    this.dropFinished();
    this.device?.dispose();
    this.device = null;
    this.device = await this.host.startDevice(choice, (fault) => {
      this.onDeviceLost(fault);
    });
    return this.device.report;
  }

  /** Opens a network; the one before it is dropped only when the new one is whole. */
  async loadModel({ job, source }: Args<'loadModel'>): Promise<ModelSummary> {
    return this.asJob(job, async () => {
      this.assertIdle();
      this.phase(job, 'read');
      const model = await openModel(
        await this.modelSource(source),
        source.kind === 'zoo' ? source.id : source.file.name,
      );
      this.setModel(model, source);
      return model.summary;
    });
  }

  /** Opens images; those before them are dropped only when the new ones are whole. */
  async loadData({ job, source }: Args<'loadData'>): Promise<DataSummary> {
    return this.asJob(job, async () => {
      this.assertIdle();
      this.phase(job, source.kind === 'shapes' ? 'draw-data' : 'read');
      await breathe();
      const data = await this.openData(source);
      this.data = data;
      return data.summary;
    });
  }

  /** The preprocessing doctor: accuracy of the network on the defense images under each normalisation, best first. */
  async diagnose({ job }: Args<'diagnose'>): Promise<PreprocessingRow[]> {
    return this.asJob(job, async () => {
      const { model, data } = this.loaded();
      const parameters = uploadTensors(model.host);
      try {
        const rows: PreprocessingRow[] = [];
        for (const [done, normalisation] of NORMALISATION_IDS.entries()) {
          const classifier: Classifier = {
            graph: model.graph,
            parameters,
            normalisation: NORMALISATIONS[normalisation],
          };
          const accuracy = agreement(await predictClasses(classifier, data.pool), data.pool.labels);
          rows.push({ normalisation, accuracy });
          this.phase(job, 'map', done + 1, NORMALISATION_IDS.length);
          await breathe();
        }
        return rows.sort((left, right) => right.accuracy - left.accuracy);
      } finally {
        disposeTensors(parameters);
      }
    });
  }

  /** Runs a recipe to its end. Throws `run-busy`, `model-missing`, `data-missing`, the context's faults, or `cancelled`. */
  async run({ job, recipe: given, resume = false }: Args<'start'>): Promise<Report> {
    this.assertIdle();
    const recipe = parseRecipe(given);
    const scheduler = new Scheduler(
      (event) => {
        this.emit(job, event);
      },
      () => this.watched.slow,
    );
    const active: ActiveRun = { job, scheduler, step: 0, lost: null };
    this.active = active;
    try {
      if (this.device === null) await this.start(this.choice);
      const report = await this.runOn(active, recipe, resume);
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

  /** Steers the run under way. Throws `run-missing` where there is none of this name. */
  control({ job, do: command }: Args<'control'>): void {
    if (this.active?.job !== job) throw new FaultError('run-missing');
    this.active.scheduler.control(command);
  }

  /** What the page looks at from now on. */
  watch({ layer, image, slow }: Args<'watch'>): void {
    this.watched.layer = layer;
    this.watched.image = image;
    this.watched.slow = slow;
  }

  /** Evaluates another cut of a finished run. A newer question supersedes an older one. */
  async tryPrune({ run, cut }: { run: JobId; cut: CutRequest }): Promise<EvalRow> {
    this.trials++;
    const mine = this.trials;
    // Lets a burst of slider events arrive before the first one is worked on.
    await breathe();
    if (mine !== this.trials) throw new FaultError('superseded');
    return this.finishedRun(run).evaluateCut(cut);
  }

  /** Feature maps of a finished run. */
  async maps({ run, layer, image }: Args<'maps'>): Promise<readonly HeatmapEvent[]> {
    return this.finishedRun(run).maps(layer, image);
  }

  /** One filter of a finished run. */
  async inspectFilter({ run, ...request }: Args<'inspectFilter'>): Promise<FilterSheet> {
    return filterSheet(this.finishedRun(run), this.curves, request);
  }

  /** What a network says about pictures; without a run, the loaded network about the loaded images. */
  async predict({ run, network, images, trigger }: Args<'predict'>): Promise<readonly Prediction[]> {
    if (run !== null) return this.finishedRun(run).predict(network, images, trigger);
    if (network !== 'backdoored') throw new FaultError('run-missing');
    const { model, data } = this.loaded();
    const { normalisation } = data.summary;
    const parameters = uploadTensors(model.host);
    try {
      const classifier = { graph: model.graph, parameters, normalisation: NORMALISATIONS[normalisation] };
      return await predictImages(classifier, data.test ?? data.pool, images, trigger);
    } finally {
      disposeTensors(parameters);
    }
  }

  /** Pictures of the loaded images, with the trigger where there is one. */
  preview({ images, trigger }: Args<'preview'>): Picture[] {
    if (this.data === null) throw new FaultError('data-missing');
    const picked = pickImages(this.data.test ?? this.data.pool, images, trigger);
    return images.map((_, at) => pictureOf(picked, at));
  }

  /** A file of a finished run. */
  async exportAs(a: {
    run: JobId;
    what: ExportKind;
  }): Promise<{ name: string; bytes: Uint8Array; type: string }> {
    return this.finishedRun(a.run).exportAs(a.what);
  }

  /** Frees everything. */
  dispose(): void {
    this.active?.scheduler.control('cancel');
    this.dropFinished();
    this.device?.dispose();
    this.device = null;
  }

  private async runOn(active: ActiveRun, recipe: Recipe, resume: boolean): Promise<Report> {
    const device = this.device;
    if (device === null)
      throw new FaultError('device-unavailable', { asked: this.choice, reason: 'not started' });
    const { model, data } = await this.loadFor(active.job, recipe);
    this.dropFinished();
    const context = createRunContext(recipe, model, data);
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
    this.curves = new Map();
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
      const facts = { device: device.report, versions: this.host.versions };
      const report = await active.scheduler.drive(runRnp(state, facts, snapshot));
      this.finished = { job: active.job, run: new FinishedRun(context, networks, report) };
      this.snapshot = null;
      return report;
    } catch (thrown) {
      networks.dispose();
      throw thrown;
    }
  }

  /** The network and images a recipe names: those that are loaded, or from the zoo and the generator. */
  private async loadFor(job: JobId, recipe: Recipe): Promise<{ model: LoadedModel; data: LoadedData }> {
    const { model: wantedModel, data: wantedData } = recipe;
    if (wantedModel.kind === 'zoo') {
      if (this.modelId !== wantedModel.id) {
        this.phase(job, 'read');
        this.setModel(await openModel(await this.modelSource(wantedModel), wantedModel.id), wantedModel);
      }
    } else this.assertSame(wantedModel.name, wantedModel.sha256, this.model?.summary.sha256, 'model-missing');
    if (wantedData.kind === 'shapes') {
      const name = `shapes, seed ${String(wantedData.seed)}`;
      if (this.data?.summary.defense.name !== name || this.data.summary.kind !== 'shapes') {
        this.phase(job, 'draw-data');
        await breathe();
        this.data = openShapes(wantedData.seed);
      }
    } else {
      const { defense, test } = wantedData;
      this.assertSame(defense.name, defense.sha256, this.data?.summary.defense.sha256, 'data-missing');
      if (test !== null)
        this.assertSame(test.name, test.sha256, this.data?.summary.test?.sha256, 'data-missing');
    }
    return this.loaded();
  }

  private assertSame(
    name: string,
    expected: string,
    found: string | undefined,
    missing: 'model-missing' | 'data-missing',
  ): void {
    if (found === undefined) throw new FaultError(missing, { name });
    if (found !== expected) throw new FaultError('checksum-mismatch', { name, expected, found });
  }

  private async modelSource(source: ModelSource): Promise<ByteSource> {
    if (source.kind === 'file') return fileSource(source.file);
    if (!/^[a-z0-9-]+$/.test(source.id)) throw new FaultError('preset-unknown', { id: source.id, known: '' });
    const file = `${source.id}.safetensors`;
    return bytesSource(file, await this.host.readAsset(`zoo/${file}`));
  }

  private async openData(source: DataSource): Promise<LoadedData> {
    if (source.kind === 'shapes') return openShapes(source.seed);
    const test = source.test === null ? null : fileSource(source.test);
    return openImageFiles(fileSource(source.defense), test, source.normalisation);
  }

  private setModel(model: LoadedModel, source: ModelSource): void {
    this.model = model;
    this.modelId = source.kind === 'zoo' ? source.id : null;
  }

  private loaded(): { model: LoadedModel; data: LoadedData } {
    if (this.model === null) throw new FaultError('model-missing');
    if (this.data === null) throw new FaultError('data-missing');
    return { model: this.model, data: this.data };
  }

  private finishedRun(job: JobId): FinishedRun {
    if (this.finished?.job !== job) throw new FaultError('run-missing');
    return this.finished.run;
  }

  private assertIdle(): void {
    if (this.active !== null) throw new FaultError('run-busy');
  }

  private dropFinished(): void {
    this.finished?.run.dispose();
    this.finished = null;
  }

  private onDeviceLost(fault: Fault): void {
    this.device = null;
    this.finished = null;
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
    if (event.kind === 'masks') this.keepCurves(event.values);
    this.host.emit(job, event);
  }

  private keepCurves(values: Float32Array): void {
    let at = 0;
    for (const site of this.model?.sites ?? []) {
      const curve = this.curves.get(site.id) ?? [];
      curve.push(values.slice(at, at + site.channels));
      this.curves.set(site.id, curve);
      at += site.channels;
    }
  }

  private phase(job: JobId, phase: PhaseId, done = 0, total: number | null = null): void {
    this.host.emit(job, { kind: 'progress', phase, done, total, unit: 'row', etaMs: null });
  }

  private async asJob<T>(job: JobId, work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      this.host.emit(job, { kind: 'end', how: 'done' });
      return value;
    } catch (thrown) {
      const fault = toFault(thrown);
      this.host.emit(job, { kind: 'end', how: 'failed', fault });
      throw thrown;
    }
  }
}
