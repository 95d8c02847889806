/**
 * A detection as an event stream: RNP (or its ascent alone) with predictions counted along the way, the triggers of all classes in the
 * network as it came and unlearned, images laid over others in both, and the verdict.
 */
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import { disposeTensors } from '../graph/parameters';
import {
  type Caveat,
  type DetectionRecipe,
  type DetectionReport,
  type EngineEvent,
  FaultError,
  FEWEST_CLASSES,
  type LabelEvidence,
  type LabelTrace,
  QUESTIONED_NETWORKS,
  type QuestionedNetwork,
  type RepairEvidence,
  type Report,
  type SearchEvidence,
  type StripEvidence,
} from '../protocol';
import { hasMeasuredOptions } from '../protocol/detectionRecipe';
import { entropyOf, judge } from '../protocol/verdict';
import { countLabels, mostFrequent } from '../rnp/label';
import { relay } from '../rnp/relay';
import { enter } from './learning';
import { overlayNetwork } from './overlaying';
import { preparing } from './preparing';
import type { Probes } from './probes';
import { runRnp } from './run';
import type { RunFacts } from './runReport';
import { searchNetwork } from './searching';
import { type RunState, unlearnLearner, type UnlearnOutcome, unlearnStage } from './stages';
import { hasManyTargets } from './triggered';

/** What a detection shares while it lasts: its networks stay, they are asked about images afterwards. */
export interface DetectionRun {
  readonly recipe: DetectionRecipe;
  /** Of the run of RNP inside it. */
  readonly state: RunState;
  readonly facts: RunFacts;
  /** Images in question: clean, and with the trigger; null where there are no test images, or no trigger. */
  readonly probes: Probes | null;
  readonly overlapOf: Parameters<typeof searchNetwork>[0]['overlapOf'];
}

/** Below this accuracy a network is not what it should be, or its images are not read as it saw them. */
const LOW_ACCURACY = 0.5;
/** Fewer defense images than this leave every share uncertain by ten points or more. */
const FEW_IMAGES = 100;

/** A network of a detection; throws `bug` where it is not there. */
export function classifierOf({ state }: DetectionRun, network: QuestionedNetwork): Classifier {
  const classifier = state.networks.classifier(network);
  if (classifier === null) throw new FaultError('bug', {}, { detail: `no ${network} network` });
  return classifier;
}

/** What unlearning alone leaves, as a run of RNP reports it. */
interface Exposed {
  readonly label: Report['label'];
  readonly stopReason: Report['unlearn']['stopReason'];
  readonly repair: RepairEvidence | null;
}

function repairOf({ baseline, doubts, prune, recipe, reveal }: Report): RepairEvidence {
  const { chosen } = prune;
  const hasTest = chosen.cleanAccuracy !== null;
  const hasTrigger = recipe.trigger !== null;
  return {
    pruned: chosen.pruned,
    defenseAccuracy: { before: baseline.defenseAccuracy, after: chosen.defenseAccuracy },
    cleanAccuracy: { before: hasTest ? baseline.cleanAccuracy : null, after: chosen.cleanAccuracy },
    attackSuccessRate: hasTrigger
      ? { before: baseline.attackSuccessRate, after: chosen.attackSuccessRate }
      : { before: null, after: null },
    fooled: reveal === null ? null : { before: reveal.fooled, after: reveal.fooledAfter },
    doubts,
  };
}

function labelOf({ label, result }: UnlearnOutcome): Pick<Exposed, 'label' | 'stopReason'> {
  const { histogram, margins, predicted, share } = label;
  return {
    stopReason: result.stopReason,
    label: {
      histogram: Array.from(histogram),
      predicted,
      share,
      margins: margins === null ? null : Array.from(margins.margins),
      lead: margins?.lead ?? null,
    },
  };
}

/** Unlearns, and cuts where the recipe says so. */
async function* expose({ facts, recipe, state }: DetectionRun): AsyncGenerator<EngineEvent, Exposed> {
  if (recipe.detect.repairs) {
    const report = yield* runRnp(state, facts, null);
    return { label: report.label, stopReason: report.unlearn.stopReason, repair: repairOf(report) };
  }
  yield* preparing(state.context.model.graph, state.context.recipe.defense.batchSize);
  const learner = unlearnLearner(state, null);
  try {
    yield enter('unlearn');
    return { ...labelOf(yield* unlearnStage(state, learner, null)), repair: null };
  } finally {
    disposeTensors(learner.parameters);
  }
}

/** Keeps what is counted along the way. */
class Counting {
  private readonly steps: number[] = [];
  private readonly accuracies: number[] = [];
  private readonly histograms: number[][] = [];

  constructor(private readonly images: number) {}

  hear(event: EngineEvent): void {
    if (event.kind !== 'predictions') return;
    this.steps.push(event.step);
    this.accuracies.push(event.accuracy);
    this.histograms.push(Array.from(event.histogram));
  }

  get trace(): LabelTrace {
    const { accuracies, histograms, images, steps } = this;
    return { images, steps, accuracies, histograms };
  }
}

function labelEvidence({ label, stopReason }: Exposed, trace: LabelTrace): LabelEvidence {
  const { histogram, lead, margins } = label;
  const predicted = mostFrequent(histogram);
  const total = histogram.reduce((sum, count) => sum + count, 0);
  return {
    trace,
    histogram,
    predicted,
    share: (histogram[predicted] ?? 0) / total,
    entropy: entropyOf(histogram),
    margins: margins === null || lead === null ? null : { values: margins, label: label.predicted, lead },
    stopReason,
  };
}

/** The networks in which the recipe has triggers searched. */
function searchedNetworks({ detect }: DetectionRecipe): readonly QuestionedNetwork[] {
  return QUESTIONED_NETWORKS.filter(
    (network) =>
      detect.searched === 'both' || detect.searched === (network === 'backdoored' ? 'original' : network),
  );
}

async function* searchAll(run: DetectionRun): AsyncGenerator<EngineEvent, SearchEvidence[]> {
  const { overlapOf, recipe, state } = run;
  const { series, watch } = state;
  const found: SearchEvidence[] = [];
  for (const network of searchedNetworks(recipe)) {
    found.push(
      yield* searchNetwork({
        network,
        classifier: classifierOf(run, network),
        images: state.context.defense,
        options: recipe.search,
        seed: recipe.seed,
        before: found.reduce((sum, { steps }) => sum + steps, 0),
        series,
        watch,
        overlapOf,
      }),
    );
  }
  return found;
}

async function* overlayAll(run: DetectionRun): AsyncGenerator<EngineEvent, StripEvidence[]> {
  const { probes, recipe, state } = run;
  if (probes === null || !recipe.detect.strips) return [];
  const overlays = state.context.defense;
  const { overlays: asked } = recipe.strip;
  if (overlays.count < asked)
    yield { kind: 'notice', code: 'overlays-fewer', params: { asked, found: overlays.count } };
  const found: StripEvidence[] = [];
  for (const network of QUESTIONED_NETWORKS) {
    const classifier = classifierOf(run, network);
    const { seed, strip: options } = recipe;
    found.push(
      yield* overlayNetwork({ network, classifier, ...probes, overlays, options, seed, watch: state.watch }),
    );
  }
  return found;
}

function caveatsOf(
  { probes, recipe, state }: DetectionRun,
  before: { readonly accuracy: number; readonly histogram: ArrayLike<number> },
  { stopReason }: Exposed,
): readonly Caveat[] {
  const { defense, model, shown } = state.context;
  const largest = Math.max(...Array.from(before.histogram));
  const holds: Readonly<Record<Caveat, boolean>> = {
    'two-classes': model.graph.classes < FEWEST_CLASSES,
    'all-to-all': recipe.trigger !== null && hasManyTargets(shown, recipe.trigger),
    'constant-predictions': largest === defense.count,
    'stop-not-reached':
      stopReason === 'diverged' || (stopReason === 'limit' && recipe.unlearn.stopRule !== 'never'),
    'overlays-fewer': recipe.detect.strips && defense.count < recipe.strip.overlays,
    'no-test-images': probes === null,
    'few-images': defense.count < FEW_IMAGES,
    'baseline-low': before.accuracy < LOW_ACCURACY,
    'nothing-searched': recipe.detect.searched === 'none',
    'other-options': !hasMeasuredOptions(recipe),
  };
  return (Object.keys(holds) as Caveat[]).filter((caveat) => holds[caveat]);
}

/** Runs all detectors. Throws what a run throws; the networks stay the caller's. */
export async function* runDetection(run: DetectionRun): AsyncGenerator<EngineEvent, DetectionReport> {
  const { facts, recipe, state } = run;
  const { context, series } = state;
  const startedAt = new Date();
  const original = classifierOf(run, 'backdoored');
  const predicted = await predictClasses(original, context.defense);
  const accuracy = agreement(predicted, context.defense.labels);
  const histogram = countLabels(predicted, original.graph.classes);
  const counting = new Counting(state.counted?.count ?? 0);
  const exposed = yield* relay(expose(run), (event) => {
    counting.hear(event);
    return [event];
  });
  const label = labelEvidence(exposed, counting.trace);
  const searches = yield* searchAll(run);
  const strips = yield* overlayAll(run);
  const caveats = caveatsOf(run, { accuracy, histogram }, exposed);
  return {
    format: 'rnp-detection-report',
    version: 1,
    recipe,
    ...facts,
    startedAt: startedAt.toISOString(),
    model: context.model.summary,
    data: context.data.summary,
    defenseAccuracy: accuracy,
    label,
    searches,
    strips,
    repair: exposed.repair,
    verdict: judge({ label, searches }, caveats),
    series: series.list(),
    elapsedMs: Date.now() - startedAt.getTime(),
  };
}
