/**
 * The engine: one device, one network, one set of images, one run at a time and the last finished one. It does not know
 * that it lives in a worker; the headless runner holds the same object in Node.
 */
import {
  type AnyRecipe,
  type CutRequest,
  type DataSummary,
  type DefenseReport,
  type DetectionRecipe,
  type DetectionReport,
  type DeviceChoice,
  type DeviceReport,
  type EngineApi,
  type EvalRow,
  type ExportKind,
  FaultError,
  type FilterSheet,
  type HeatmapEvent,
  type JobId,
  type JudgedPictures,
  type ModelSummary,
  type FileContent,
  type FileReport,
  type MasksSummary,
  parseRecipe,
  type Picture,
  type Prediction,
  type PreprocessingRow,
  type Report,
  type ResizedPicture,
  type SavedFile,
  type TrainedNetwork,
} from '../protocol';
import { parseAttackRecipe } from '../protocol/attackRecipe';
import { parseDefenseRecipe } from '../protocol/defenseRecipe';
import { parseDetectionRecipe } from '../protocol/detectionRecipe';
import { Defenses } from './defenses';
import { Detections } from './detections';
import { filterSheet } from './filterSheet';
import type { FinishedRun } from './finishedRun';
import { HeldDevice } from './heldDevice';
import { type LearningJob, LearningJobs } from './learningJobs';
import { Library, type OpenParts } from './library';
import { openAsked } from './loadedData';
import { LoadJobs, type TellPhase } from './loadJobs';
import { Runs } from './runs';
import { breathe } from './scheduler';
import type { SessionHost } from './sessionHost';
import { Trainings } from './trainings';
import { Watch } from './watch';

type Args<M extends keyof EngineApi> = Parameters<EngineApi[M]>[0];

export class Session {
  private readonly device: HeldDevice;
  private readonly library: Library;
  private readonly loads: LoadJobs;
  private readonly learning: LearningJobs;
  private readonly runs: Runs;
  private trials = 0;
  private readonly watched = new Watch();
  private readonly trainings: Trainings;
  private readonly defenses: Defenses;
  private readonly detections: Detections;

  constructor(private readonly host: SessionHost) {
    this.library = new Library(host.readAsset, host.reader);
    this.loads = new LoadJobs(host.emit);
    this.learning = new LearningJobs(host.emit, () => this.watched.slow);
    this.runs = new Runs(host, this.watched);
    this.trainings = new Trainings(host, this.watched);
    this.defenses = new Defenses(host, this.watched);
    this.detections = new Detections(host, this.watched);
    this.device = new HeldDevice({
      startDevice: host.startDevice,
      lost: (fault) => this.learning.stop(fault),
      free: () => this.dropFinished(),
    });
  }

  /** Starts the device. Throws `device-unavailable`, or `self-test-failed` where it is not `trusted` all the same. */
  async start(choice: DeviceChoice, trusted = false): Promise<DeviceReport> {
    return this.device.start(choice, trusted);
  }

  /** Opens a network. Throws `run-busy` and the readers' faults; what was open stays then. */
  async loadModel({ job, source }: Args<'loadModel'>): Promise<ModelSummary> {
    this.learning.assertIdle();
    return this.loads.run(job, (tell) => this.device.use(() => this.library.openModel(source, tell)));
  }

  /** Opens images. Throws `run-busy` and the readers' faults; what was open stays then. */
  async loadData({ job, source }: Args<'loadData'>): Promise<DataSummary> {
    this.learning.assertIdle();
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
    this.learning.assertIdle();
    return this.loads.run(job, (tell) => this.library.examine(files, hint, tell));
  }

  /** Opens masks for the open network. Throws `model-missing`, `masks-mismatch` and the reader's faults. */
  async loadMasks({ job, file }: Args<'loadMasks'>): Promise<MasksSummary> {
    this.learning.assertIdle();
    return this.loads.run(job, (tell) => this.library.openMasks(file, tell));
  }

  /** The preprocessing doctor. Throws `model-missing` or `data-missing`. */
  async diagnose({ job }: Args<'diagnose'>): Promise<readonly PreprocessingRow[]> {
    this.learning.assertIdle();
    return this.loads.run(job, (tell) => this.device.use(() => this.library.diagnose(tell)));
  }

  /** Runs a recipe to its end. Throws `run-busy`, `model-missing`, `data-missing`, the context's faults, or `cancelled`. */
  async run({ job, recipe: given, resume = false }: Args<'start'>): Promise<Report> {
    this.learning.assertIdle();
    const recipe = parseRecipe(given);
    return this.learn(job, async (learning, device) => {
      const parts = await this.openFor(recipe, learning);
      return this.runs.run(learning, recipe, parts, { device, resume });
    });
  }

  /** Trains a network with a backdoor. Throws `run-busy`, `data-missing`, `trigger-invalid`, `diverged` or `cancelled`. */
  async train({ job, recipe: given, resume = false }: Args<'train'>): Promise<TrainedNetwork> {
    this.learning.assertIdle();
    const recipe = parseAttackRecipe(given);
    return this.learn(job, async (learning, device) => {
      const images = await this.library.openForTraining(recipe, this.tellUntilCancelled(learning));
      learning.scheduler.throwIfCancelled();
      this.dropFinished();
      return this.trainings.train(learning, { recipe, images, device }, resume);
    });
  }

  /** Runs a defense other than RNP. Throws `run-busy`, `defense-unfit`, the context's faults, or `cancelled`. */
  async defend({ job, recipe: given }: Args<'defend'>): Promise<DefenseReport> {
    this.learning.assertIdle();
    const recipe = parseDefenseRecipe(given);
    return this.learn(job, async (learning, device) => {
      const parts = await this.openFor(recipe, learning);
      return this.defenses.defend(
        learning,
        recipe,
        { ...parts, device },
        { tell: this.tellUntilCancelled(learning), trainingOf: () => this.library.trainingOf() },
      );
    });
  }

  /** Looks for a backdoor. Throws `run-busy`, the context's faults, or `cancelled`. */
  async detect({ job, recipe: given }: Args<'detect'>): Promise<DetectionReport> {
    this.learning.assertIdle();
    const recipe = parseDetectionRecipe(given);
    return this.learn(job, async (learning, device) => {
      const parts = await this.openFor(recipe, learning);
      return this.detections.detect(learning, recipe, { ...parts, device });
    });
  }

  /** Which pictures carry a trigger, by the networks of a finished detection. Throws `run-missing` and the readers' faults. */
  async judge({ job, run, files }: Args<'judge'>): Promise<JudgedPictures> {
    this.learning.assertIdle();
    if (this.device.report === null) throw new FaultError('run-missing');
    return this.loads.run(job, async (tell) => {
      tell('read');
      const asked = await openAsked(files, this.detections.partsOf(run), this.library.readImages);
      return this.device.hold(() => this.detections.judge(run, asked, tell));
    });
  }

  /** Steers the run under way, or stops a load. Throws `run-missing` where there is none of this name. */
  control({ job, do: command }: Args<'control'>): void {
    if (command === 'cancel' && this.loads.stop(job)) return;
    this.learning.control(job, command);
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
    return this.ofFinished(run, (finished) => filterSheet(finished, this.runs.curves, request));
  }

  /** What a network says about pictures; without a run, the open network about the open images. */
  async predict({ run, network, images, trigger }: Args<'predict'>): Promise<readonly Prediction[]> {
    if (run !== null) return this.ofFinished(run, (finished) => finished.predict(network, images, trigger));
    if (network !== 'backdoored') throw new FaultError('run-missing');
    const work = (): Promise<readonly Prediction[]> => this.library.predict(images, trigger);
    // A device that is lost under a run is started again by nobody but the next run.
    return this.learning.isBusy ? this.device.hold(work) : this.device.use(work);
  }

  /** A few pictures of one role, each beside what it was in its file. */
  resizedPictures({ role }: Args<'resizedPictures'>): ResizedPicture[] {
    return this.library.resizedPictures(role);
  }

  /** Pictures of the open images, with the trigger where there is one. */
  preview({ images, trigger }: Args<'preview'>): Promise<readonly Picture[]> {
    return this.library.preview(images, trigger);
  }

  /** A file of a finished run. Throws `run-missing`. */
  async exportAs(a: { run: JobId; what: ExportKind }): Promise<SavedFile> {
    const { run, what } = a;
    if (what.kind === 'repaired') return this.defenses.exportAs(run, what.format);
    return this.ofFinished(run, (finished) => finished.exportAs(what));
  }

  /** Frees everything. */
  dispose(): void {
    this.learning.stop();
    this.device.dispose();
  }

  /** Does `work` as the one job that learns, on the device. */
  private async learn<T>(
    job: JobId,
    work: (learning: LearningJob, device: DeviceReport) => Promise<T>,
  ): Promise<T> {
    this.detections.assertIdle();
    return this.learning.run(job, async (learning) => {
      await this.device.require();
      learning.scheduler.throwIfCancelled();
      return this.device.hold(async () => {
        const device = this.device.report;
        // Lost between its start and here: the job ends with the loss.
        if (device === null) throw new FaultError('cancelled');
        return work(learning, device);
      });
    });
  }

  /** The network and the images of a recipe; the last run makes room for the new one. */
  private async openFor(recipe: AnyRecipe | DetectionRecipe, learning: LearningJob): Promise<OpenParts> {
    const parts = await this.library.openFor(recipe, this.tellUntilCancelled(learning));
    learning.scheduler.throwIfCancelled();
    this.dropFinished();
    return parts;
  }

  /** What a run reads before it begins stops at the next word after a cancel. */
  private tellUntilCancelled({ job, scheduler }: LearningJob): TellPhase {
    const tell = this.loads.tellOf(job);
    return (...said) => {
      scheduler.throwIfCancelled();
      tell(...said);
    };
  }

  /** Asks a finished run, which went with its device where that was lost. Throws `run-missing`. */
  private async ofFinished<T>(job: JobId, ask: (finished: FinishedRun) => Promise<T>): Promise<T> {
    const finished = this.runs.of(job);
    if (this.device.report === null) throw new FaultError('run-missing');
    return this.device.hold(() => ask(finished));
  }

  private dropFinished(): void {
    this.runs.drop();
    this.defenses.drop();
    this.detections.drop();
  }
}
