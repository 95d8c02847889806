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
  type Recipe,
} from '../protocol';
import { assertCapacity } from './capacity';
import { countedOf, type DetectionRun, runDetection } from './detecting';
import { pictureOf } from './finishedRun';
import { innerRecipe } from './innerRun';
import type { LearningJob } from './learningJobs';
import type { OpenParts } from './library';
import { RunNetworks } from './networks';
import { createRunContext, type RunContext } from './runContext';
import { SeriesLog } from './seriesLog';
import type { SessionHost } from './sessionHost';
import { pickImages } from './triggered';
import type { Watch } from './watch';

/** Images that the planted trigger is held against a found one on. */
const COMPARED = 64;
/** Images that are judged at once. */
const MOST_JUDGED = 200;

type FoundOverlap = DetectionRun['overlapOf'];

/** The recipe of the run of RNP inside, with the detection's own ascent; batches no larger than the images there are. */
function insideOf(
  { data, detect, model, seed, trigger, unlearn }: DetectionRecipe,
  available: number,
): Recipe {
  const recipe = innerRecipe({ model, data, trigger, seed });
  const batchSize = Math.max(2, Math.min(recipe.defense.batchSize, detect.images, available));
  return { ...recipe, defense: { ...recipe.defense, images: detect.images, batchSize }, unlearn };
}

function probesOf({ test }: RunContext, { strip }: DetectionRecipe): DetectionRun['probes'] {
  if (test === null) return null;
  const triggered = test.triggered === null ? null : firstOf(test.triggered.images, strip.probes);
  return { clean: firstOf(test.clean, strip.probes), triggered };
}

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

export class Detections {
  private kept: Kept | null = null;

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
    const context = await createRunContext(insideOf(recipe, parts.data.pool.count), {
      ...parts,
      masks: null,
    });
    assertCapacity({ graph: parts.model.graph, batch: context.recipe.defense.batchSize, device });
    const run: DetectionRun = {
      recipe,
      facts: { device, versions: this.host.versions },
      probes: probesOf(context, recipe),
      overlapOf: await overlapsOf(context),
      state: {
        context,
        networks: new RunNetworks(context),
        series: new SeriesLog(),
        watch: this.watch,
        takeSkip: scheduler.takeSkip,
        // It begins anew where it is cut off.
        keepSnapshot: () => undefined,
        counted: countedOf(context.defense, recipe),
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

  /** Which of some images carry a trigger. Throws `run-missing`, and `image-size-mismatch` for images of another size. */
  async judge(job: JobId, names: readonly string[], given: ImageSet): Promise<readonly JudgedImage[]> {
    if (this.kept?.job !== job) throw new FaultError('run-missing');
    const { report, run } = this.kept;
    const { context, networks } = run.state;
    const images = firstOf(given, MOST_JUDGED);
    const original = networks.classifier('backdoored');
    if (original === null) throw new FaultError('run-missing');
    const predicted = await predictClasses(original, images);
    const entropies: { network: (typeof report.strips)[number]['network']; values: Float64Array }[] = [];
    for (const { network } of report.strips) {
      const classifier = networks.classifier(network);
      if (classifier === null) continue;
      const { seed, strip: options } = report.recipe;
      const reading = stripEntropies({ classifier, images, overlays: context.defense, options, seed });
      let next = await reading.next();
      while (next.done !== true) next = await reading.next();
      entropies.push({ network, values: next.value });
    }
    const thresholdOf = (network: string): number =>
      report.strips.find((each) => each.network === network)?.threshold ?? Number.NEGATIVE_INFINITY;
    return Array.from({ length: images.count }, (_, at) => ({
      name: names[at] ?? String(at),
      picture: pictureOf(images, at),
      predicted: predicted[at] ?? 0,
      entropies: entropies.map(({ network, values }) => {
        const entropy = values[at] ?? Number.NaN;
        return { network, entropy, isSuspicious: entropy <= thresholdOf(network) };
      }),
    }));
  }

  /** Frees the networks. */
  drop(): void {
    this.kept?.run.state.networks.dispose();
    this.kept = null;
  }
}
