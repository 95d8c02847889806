/** Detections, and the networks of the last one, which are asked about single images afterwards. One that is cut off begins anew. */
import { firstOf, type ImageSet } from '../data/images';
import { compareTriggers } from '../detection/overlap';
import { stripEntropies } from '../detection/strip';
import { predictClasses } from '../graph/infer';
import {
  type DetectionRecipe,
  type DetectionReport,
  type DeviceReport,
  FaultError,
  type JobId,
  type JudgedImage,
  type JudgedPictures,
  type QuestionedNetwork,
} from '../protocol';
import { insideOf } from '../protocol/detectionRecipe';
import { assertCapacity } from './capacity';
import { classifierOf, type DetectionRun, runDetection } from './detecting';
import { pictureOf } from './finishedRun';
import { unwatched } from './innerRun';
import type { LearningJob } from './learningJobs';
import type { OpenParts } from './library';
import type { TellPhase } from './loadJobs';
import type { AskedPictures } from './loadedData';
import { RunNetworks } from './networks';
import { roundedEntropy } from './overlaying';
import { drawnOf, probesOf } from './probes';
import { createRunContext, type RunContext } from './runContext';
import { breathe } from './scheduler';
import { SeriesLog } from './seriesLog';
import type { SessionHost } from './sessionHost';
import { pickImages } from './triggered';
import type { Watch } from './watch';

/** Images that the planted trigger is held against a found one on. */
const COMPARED = 64;
/** Images that are judged at once. */
const MOST_JUDGED = 200;

type FoundOverlap = DetectionRun['overlapOf'];

/** Holds found triggers against the planted one, where that is known. */
async function overlapsOf({ recipe, shown }: RunContext): Promise<FoundOverlap> {
  const { trigger } = recipe;
  if (trigger === null) return () => null;
  const asked = Array.from({ length: Math.min(COMPARED, shown.clean.count) }, (_, at) => at);
  const planted = await pickImages(shown, asked, trigger);
  if (planted.images.count === 0) return () => null;
  const { images: clean } = await pickImages(shown, planted.numbers, null);
  return (found) => compareTriggers(found, clean, planted.images);
}

interface Kept {
  readonly job: JobId;
  readonly run: DetectionRun;
  readonly report: DetectionReport;
}

/** What one network says of the images that are asked about. */
interface Heard {
  readonly network: QuestionedNetwork;
  readonly threshold: number | null;
  readonly values: Float64Array;
}

/** Images between two breaths: commands are heard then. */
const BREATH_EVERY = 4;

/** Entropies of the images in one network of a finished detection, as it measured its own. */
async function entropiesOf(
  run: DetectionRun,
  network: QuestionedNetwork,
  images: ImageSet,
  told: (done: number) => void,
): Promise<Float64Array> {
  const { seed, strip: options } = run.recipe;
  const overlays = run.state.context.defense;
  const classifier = classifierOf(run, network);
  const reading = stripEntropies({ classifier, images, overlays, options, seed });
  try {
    for (;;) {
      const next = await reading.next();
      if (next.done === true) return next.value;
      told(next.value.done);
      if (next.value.done % BREATH_EVERY === 0) await breathe();
    }
  } finally {
    await reading.return(new Float64Array());
  }
}

function judgedBy({ network, threshold, values }: Heard, at: number): JudgedImage['entropies'][number] {
  const entropy = roundedEntropy(values[at] ?? Number.NaN);
  return { network, entropy, isSuspicious: threshold === null ? null : entropy <= threshold };
}

export class Detections {
  private kept: Kept | null = null;
  private isJudging = false;

  constructor(
    private readonly host: Pick<SessionHost, 'versions'>,
    private readonly watch: Watch,
  ) {}

  /** Runs a detection to its end. Throws what `createRunContext` throws, `memory-short`, `diverged` or `cancelled`. */
  async detect(
    learning: LearningJob,
    recipe: DetectionRecipe,
    { device, ...parts }: OpenParts & { readonly device: DeviceReport },
  ): Promise<DetectionReport> {
    const { scheduler } = learning;
    const context = await createRunContext(unwatched(insideOf(recipe, parts.data.pool.count)), {
      ...parts,
      masks: null,
    });
    assertCapacity({ graph: parts.model.graph, batch: context.recipe.defense.batchSize, device });
    const run: DetectionRun = {
      recipe,
      facts: { device, versions: this.host.versions },
      probes: await probesOf(context, recipe),
      overlapOf: await overlapsOf(context),
      state: {
        context,
        networks: new RunNetworks(context),
        series: new SeriesLog(),
        watch: this.watch,
        takeSkip: scheduler.takeSkip,
        // It begins anew where it is cut off.
        keepSnapshot: () => undefined,
        counted: drawnOf(context.defense, recipe.detect.counted, recipe.seed, 'counted'),
      },
    };
    try {
      const report = await scheduler.drive(runDetection(run));
      this.kept = { job: learning.job, run, report };
      return report;
    } catch (thrown) {
      run.state.networks.dispose();
      throw thrown;
    }
  }

  /** What the networks of a finished detection were opened with. Throws `run-missing`. */
  partsOf(job: JobId): Pick<OpenParts, 'data' | 'model'> {
    return this.keptOf(job).run.state.context;
  }

  /** Which of some images carry a trigger. Throws `run-missing`, or `cancelled` by `tell`. */
  async judge(job: JobId, { names, resized, set }: AskedPictures, tell: TellPhase): Promise<JudgedPictures> {
    const { report, run } = this.keptOf(job);
    const images = firstOf(set, MOST_JUDGED);
    this.isJudging = true;
    try {
      const predicted = await predictClasses(classifierOf(run, 'backdoored'), images);
      const heard: Heard[] = [];
      for (const [at, { network, threshold }] of report.strips.entries()) {
        const told = (done: number): void =>
          tell('overlay', at * images.count + done, report.strips.length * images.count, 'step');
        heard.push({ network, threshold, values: await entropiesOf(run, network, images, told) });
      }
      const judged = Array.from({ length: images.count }, (_, at) => ({
        name: names?.[at] ?? String(at),
        picture: pictureOf(images, at),
        predicted: predicted[at] ?? 0,
        entropies: heard.map((each) => judgedBy(each, at)),
      }));
      return { images: judged, count: set.count, resized };
    } finally {
      this.isJudging = false;
    }
  }

  /** Throws `run-busy` while the networks are asked. */
  assertIdle(): void {
    if (this.isJudging) throw new FaultError('run-busy');
  }

  /** Frees the networks. */
  drop(): void {
    this.kept?.run.state.networks.dispose();
    this.kept = null;
  }

  private keptOf(job: JobId): Kept {
    if (this.kept?.job !== job) throw new FaultError('run-missing');
    return this.kept;
  }
}
