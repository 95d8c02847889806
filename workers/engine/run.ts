/** One whole run of RNP as an event stream: baseline, unlearn, label, recover, prune, report. */
import { agreement, predictClasses } from '../graph/infer';
import { type ChosenCut, type EngineEvent, type Evaluation, FaultError, type Report } from '../protocol';
import { prune, type PruneReading, type PruneResult } from '../rnp/prune';
import { relay } from '../rnp/relay';
import { views } from '../data/augment';
import { firstOf } from '../data/images';
import { evaluate, oracleGroups } from './evaluate';
import { featureMaps } from './heatmaps';
import type { RunSnapshot } from './networks';
import { preparing } from './preparing';
import { createRng } from './rng';
import { carrierSearch, revealedEvents } from './revealing';
import { reportOf, type RunFacts } from './runReport';
import { adoptMasks, enter, learn } from './learning';
import type { RecoverOutcome, RunState, UnlearnOutcome } from './stages';

const NO_EVALUATION: Evaluation = { cleanAccuracy: 0, attackSuccessRate: null, targetClassAccuracy: null };

function* pruneEvents(state: RunState, label: number, reading: PruneReading): Generator<EngineEvent> {
  switch (reading.kind) {
    case 'row': {
      const { by, done, row, total } = reading;
      yield { kind: 'sweep', row, by };
      yield state.watch.progress(by === 'threshold' ? 'sweep' : 'sweep-order', done, total, 'row');
      break;
    }
    case 'decision': {
      const { cutSoFar, done, filter, total, verdict } = reading;
      yield { kind: 'cut', site: filter.site, channel: filter.channel, verdict, cutSoFar };
      yield state.watch.progress('prune', done, total, 'step');
      break;
    }
    default:
      yield* revealedEvents(state, label, reading);
  }
}

async function* pruneStage(
  state: RunState,
  { label }: UnlearnOutcome,
  recovered: RecoverOutcome,
): AsyncGenerator<EngineEvent, PruneResult> {
  const { context, networks } = state;
  const { recipe, defense, heldOut } = context;
  const steps = prune({
    graph: context.model.graph,
    normalisation: context.normalisation,
    original: networks.original,
    sites: context.model.sites,
    finalMasks: recovered.result.masks,
    meanMasks: recovered.result.meanMasks,
    options: recipe.prune,
    defense,
    judged: [defense, ...views(defense, recipe.prune.vetoViews, createRng(recipe.seed, 'veto'))],
    heldOut,
    sweepDefense: firstOf(defense, recipe.watch.sweepImages),
    oracle: oracleGroups(context.sweep),
    carriers: recipe.prune.rule === 'carriers' ? carrierSearch(state, label) : null,
    endsNow: state.takeSkip,
  });
  return yield* relay(steps, (reading) => pruneEvents(state, label.predicted, reading));
}

/** The chosen cut with its numbers, measured on the final network. */
async function chosenCut(state: RunState, pruned: PruneResult): Promise<ChosenCut> {
  const { context, networks } = state;
  const { recipe, defense, test } = context;
  const recovers = recipe.strategy.endsWith('FR');
  const filters = recovers ? pruned.cut : [];
  await networks.keepPruned(filters);
  // Strategies that recover the weights give the recovered network itself as their result (spec 1.6).
  const classifier = networks.classifier(recovers ? 'pruned' : 'recovered');
  if (classifier === null) throw new FaultError('bug', {}, { detail: 'the final network does not exist' });
  const defenseAccuracy = agreement(await predictClasses(classifier, defense), defense.labels);
  const numbers = test === null ? null : await evaluate(classifier, test);
  // A walk by anything but the masks has no threshold.
  const largest = recipe.prune.rule === 'carriers' ? undefined : filters[filters.length - 1];
  return {
    rule: recipe.prune.rule,
    threshold: largest === undefined ? null : largest.mask,
    pruned: filters.length,
    vetoed: pruned.vetoed,
    filters,
    defenseAccuracy,
    cleanAccuracy: numbers?.cleanAccuracy ?? null,
    attackSuccessRate: numbers?.attackSuccessRate ?? null,
    targetClassAccuracy: numbers?.targetClassAccuracy ?? null,
  };
}

async function* mapsOf(state: RunState, network: 'backdoored' | 'pruned'): AsyncGenerator<EngineEvent> {
  const { context, networks, watch } = state;
  const { layers } = context.model.graph;
  const layer = watch.layer ?? layers[layers.length - 1];
  const classifier = networks.classifier(network);
  if (layer === undefined || classifier === null) return;
  const { shown: images, recipe } = context;
  yield* await featureMaps({
    network,
    classifier,
    images,
    image: watch.image,
    layer,
    trigger: recipe.trigger,
    step: 0,
  });
}

async function* baselineOf(state: RunState): AsyncGenerator<EngineEvent, Report['baseline']> {
  const { context, networks } = state;
  yield { kind: 'progress', phase: 'baseline', done: 0, total: null, unit: 'image', etaMs: null };
  const classifier = networks.classifier('backdoored');
  if (classifier === null) throw new FaultError('bug', {}, { detail: 'the original network does not exist' });
  const { defense, test } = context;
  const defenseAccuracy = agreement(await predictClasses(classifier, defense), defense.labels);
  const numbers = test === null ? NO_EVALUATION : await evaluate(classifier, test);
  if (test === null) yield { kind: 'notice', code: 'no-test-data', params: {} };
  else if (context.recipe.trigger === null) yield { kind: 'notice', code: 'no-trigger', params: {} };
  if (defense.count < context.recipe.defense.images) {
    const params = { asked: context.recipe.defense.images, found: defense.count };
    yield { kind: 'notice', code: 'defense-set-smaller', params };
  }
  yield* mapsOf(state, 'backdoored');
  return { ...numbers, defenseAccuracy };
}

/** Runs all stages. The networks stay, they are the session's. */
export async function* runRnp(
  state: RunState,
  facts: RunFacts,
  snapshot: RunSnapshot | null,
): AsyncGenerator<EngineEvent, Report> {
  const startedAt = new Date().toISOString();
  const start = Date.now();
  const { context } = state;
  yield* preparing(context.model.graph, context.recipe.defense.batchSize);
  const baseline = yield* baselineOf(state);
  const learned = yield* context.masks === null ? learn(state, snapshot) : adoptMasks(state);
  const { unlearned, recovered } = learned;
  yield enter('prune');
  const beforePrune = Date.now();
  const pruned = yield* pruneStage(state, unlearned, recovered);
  const chosen = await chosenCut(state, pruned);
  yield* mapsOf(state, 'pruned');
  const end = Date.now();
  const elapsedMs = { total: end - start, ...learned.elapsedMs, prune: end - beforePrune };
  const measured = { baseline, unlearned, recovered, pruned, chosen, elapsedMs, startedAt };
  const report = reportOf(state, facts, measured);
  for (const doubt of report.doubts) yield { kind: 'doubt', doubt };
  return report;
}
