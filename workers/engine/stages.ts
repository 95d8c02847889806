/** The three stages of a run as event streams: each learns through `rnp` and says what happened in the page's words. */
import type { Tensor } from '../device/tf';
import {
  copyTensors,
  disposeTensors,
  downloadTensors,
  type OwnedTensors,
  uploadTensors,
} from '../graph/parameters';
import {
  type EngineEvent,
  type Evaluation,
  type MetricId,
  NO_BRANCHES,
  optionsAt,
  repeatedSteps,
  type Stage,
} from '../protocol';
import type { ImageSet } from '../data/images';
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import { createFeed, type Feed } from '../rnp/feed';
import { countLabels, type LabelResult } from '../rnp/label';
import { createMasks, selectSites } from '../pruning/masks';
import type { Repeated, StageReading } from '../rnp/reading';
import { recover, type RecoverResult } from '../rnp/recover';
import { relay } from '../rnp/relay';
import type { Learner } from '../rnp/step';
import { unlearn, type UnlearnResult } from '../rnp/unlearn';
import { evaluate } from './evaluate';
import { featureMaps } from './heatmaps';
import { masksEvent } from './maskHistogram';
import type { RunNetworks, RunSnapshot } from './networks';
import { exposeLabel } from './revealing';
import type { RunContext } from './runContext';
import type { SeriesLog } from './seriesLog';
import type { Watch } from './watch';

/** What the stages share while a run lasts. */
export interface RunState {
  readonly context: RunContext;
  readonly networks: RunNetworks;
  readonly series: SeriesLog;
  readonly watch: Watch;
  /** Kept for "resume from step N". */
  readonly keepSnapshot: (snapshot: RunSnapshot) => void;
  /** True once after "skip stage" was asked for. */
  readonly takeSkip: () => boolean;
  /** Defense images whose predictions are counted before the ascent and after each of its steps; nobody asks where absent. */
  readonly counted?: ImageSet;
}

function feedOf(state: RunState, stage: 'unlearn' | 'recover'): Feed {
  const { recipe, trained, normalisation } = state.context;
  return createFeed(trained, normalisation, {
    seed: recipe.seed,
    stage,
    batchSize: recipe.defense.batchSize,
  });
}

function repeatedOf<O>(
  stretched: readonly { readonly until: number; readonly options: O }[],
  own: O,
): Repeated<O> {
  return { steps: repeatedSteps(stretched), optionsAt: (step) => optionsAt(stretched, own, step) };
}

/** The network in training as one that can be asked. */
function classifierOf(state: RunState, { graph, parameters, masks }: Learner): Classifier {
  const { normalisation } = state.context;
  return { graph, parameters, normalisation, ...(masks === null ? {} : { masks }) };
}

/** Readings of test data along the way: an oracle's, for the dashed lines. */
async function watchedPoints(
  state: RunState,
  stage: Stage,
  step: number,
  learner: Learner,
): Promise<EngineEvent[]> {
  const { watched } = state.context;
  if (watched === null) return [];
  const numbers = await evaluate(classifierOf(state, learner), watched);
  return oraclePoints(state.series, stage, step, numbers);
}

function oraclePoints(series: SeriesLog, stage: Stage, step: number, numbers: Evaluation): EngineEvent[] {
  return (['cleanAccuracy', 'attackSuccessRate'] as const).flatMap((metric) => {
    const value = numbers[metric];
    return value === null ? [] : series.point(stage, metric, step, value);
  });
}

async function watchedMaps(
  state: RunState,
  stage: Stage,
  step: number,
  learner: Learner,
): Promise<EngineEvent[]> {
  const { context, watch } = state;
  const layer = watch.layer ?? context.model.graph.layers[context.model.graph.layers.length - 1];
  if (layer === undefined) return [];
  return featureMaps({
    network: stage === 'unlearn' ? 'unlearned' : 'recovered',
    classifier: classifierOf(state, learner),
    images: context.shown,
    image: watch.image,
    layer,
    trigger: context.recipe.trigger,
    step,
  });
}

/** Whether test readings and maps are taken after a step. */
function isWatched({ context }: RunState, step: number): boolean {
  return step === 1 || step % context.recipe.watch.everySteps === 0;
}

/** What the network says of the counted images by now. */
async function* countedPredictions(
  { counted }: RunState,
  step: number,
  classifier: Classifier,
): AsyncGenerator<EngineEvent> {
  if (counted === undefined) return;
  const predicted = await predictClasses(classifier, counted);
  const accuracy = agreement(predicted, counted.labels);
  yield { kind: 'predictions', step, accuracy, histogram: countLabels(predicted, classifier.graph.classes) };
}

/** Everything one step has to say: its own points at once, test readings and maps now and then. */
async function* tell(
  state: RunState,
  stage: 'unlearn' | 'recover',
  reading: StageReading,
  learner: Learner,
): AsyncGenerator<EngineEvent> {
  const { step, limit } = reading;
  for (const [metric, value] of Object.entries(reading.values)) {
    yield* state.series.point(stage, metric as MetricId, step, value);
  }
  yield state.watch.progress(stage, step, limit, 'step');
  if (stage === 'unlearn') yield* countedPredictions(state, step, classifierOf(state, learner));
  if (isWatched(state, step)) {
    yield* await watchedPoints(state, stage, step, learner);
    yield* await watchedMaps(state, stage, step, learner);
  }
}

export interface UnlearnOutcome {
  readonly result: UnlearnResult;
  readonly label: LabelResult;
  readonly evaluation: Evaluation | null;
}

/** Stage 1 and what follows from it: the inferred label. Leaves `networks.unlearned`. */
export async function* unlearnStage(
  state: RunState,
  learner: Learner,
  snapshot: RunSnapshot | null,
): AsyncGenerator<EngineEvent, UnlearnOutcome> {
  const { context, networks } = state;
  const velocity: OwnedTensors =
    snapshot === null ? new Map<string, Tensor>() : uploadTensors(snapshot.velocity);
  const { branches = NO_BRANCHES } = context.recipe;
  const steps = unlearn({
    learner,
    feed: feedOf(state, 'unlearn'),
    options: context.recipe.unlearn,
    repeated: repeatedOf(branches.unlearn, context.recipe.unlearn),
    endsNow: state.takeSkip,
    looksAfter: (step) => state.counted !== undefined || isWatched(state, step),
    ...(snapshot === null ? {} : { resume: { epochs: snapshot.epoch, steps: snapshot.step, velocity } }),
    onEpoch: async (end) => {
      state.keepSnapshot({
        epoch: end.epochs,
        step: end.steps,
        parameters: await downloadTensors(learner.parameters),
        velocity: await downloadTensors(end.velocity),
      });
    },
  });
  try {
    yield* countedPredictions(state, 0, classifierOf(state, learner));
    const result = yield* relay(steps, (reading) => tell(state, 'unlearn', reading, learner));
    const classifier = classifierOf(state, learner);
    networks.keepUnlearned(learner.parameters);
    const evaluation = context.watched === null ? null : await evaluate(classifier, context.watched);
    if (evaluation !== null) yield* oraclePoints(state.series, 'unlearn', result.steps, evaluation);
    yield* await watchedMaps(state, 'unlearn', result.steps, learner);
    const label = yield* exposeLabel(state, classifier);
    if (result.stopReason === 'limit' && context.recipe.unlearn.stopRule !== 'never') {
      yield {
        kind: 'notice',
        code: 'stop-not-reached',
        params: { accuracy: result.trainAccuracy, steps: result.steps },
      };
    }
    return { result, label, evaluation };
  } finally {
    disposeTensors(velocity);
  }
}

export interface RecoverOutcome {
  readonly result: RecoverResult;
  readonly evaluation: Evaluation | null;
}

/** Stage 2. Leaves `networks.recovered` and its masks. */
export async function* recoverStage(
  state: RunState,
  learner: Learner,
): AsyncGenerator<EngineEvent, RecoverOutcome> {
  const { context, networks } = state;
  const { sites } = context.model;
  const { branches = NO_BRANCHES } = context.recipe;
  const steps = recover({
    learner,
    sites,
    feed: feedOf(state, 'recover'),
    options: context.recipe.recover,
    repeated: repeatedOf(branches.recover, context.recipe.recover),
    endsNow: state.takeSkip,
    looksAfter: (step) => isWatched(state, step),
  });
  const result = yield* relay(steps, async function* (reading) {
    const { step, limit, masks } = reading;
    yield* tell(state, 'recover', reading, learner);
    if (step === 1 || step % 2 === 0 || step === limit) yield masksEvent(step, sites, masks);
  });
  networks.keepRecovered(learner.parameters, learner.masks);
  const recovered = networks.classifier('recovered');
  const evaluation =
    context.watched === null || recovered === null ? null : await evaluate(recovered, context.watched);
  if (evaluation !== null) yield* oraclePoints(state.series, 'recover', result.steps, evaluation);
  yield* await watchedMaps(state, 'recover', result.steps, learner);
  return { result, evaluation };
}

/** The learner of stage 1: a copy of the original, with masks where the strategy moves them. */
export function unlearnLearner(state: RunState, snapshot: RunSnapshot | null): Learner {
  const { context, networks } = state;
  const movesMasks = context.recipe.strategy.startsWith('FU');
  return {
    graph: context.model.graph,
    parameters: snapshot === null ? copyTensors(networks.original) : uploadTensors(snapshot.parameters),
    masks: movesMasks ? createMasks(selectSites(context.model.sites, context.recipe.recover)) : null,
    moves: movesMasks ? 'masks' : 'weights',
  };
}

/** The learner of stage 2: the same tensors, fresh masks unless stage 1 already moved some (FU-FR goes on with them). */
export function recoverLearner(state: RunState, unlearned: Learner): Learner {
  const { context } = state;
  const movesMasks = context.recipe.strategy.endsWith('FR');
  const fresh = movesMasks ? createMasks(selectSites(context.model.sites, context.recipe.recover)) : null;
  const masks = unlearned.masks ?? fresh;
  if (unlearned.masks !== null && fresh !== null) disposeTensors(fresh);
  return { ...unlearned, masks, moves: movesMasks ? 'masks' : 'weights' };
}
