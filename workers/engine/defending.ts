/** A run of a defense other than RNP as an event stream: baseline, the defense with its places to stop, the chosen one. */
import { defenseEvents } from '../defenses/registry';
import type { DefenseContext, DefenseEvent, Point } from '../defenses/defense';
import { type Judged, StoppingPoint } from '../defenses/stoppingPoint';
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import type { Parameters } from '../graph/nodeOps';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../graph/parameters';
import {
  type ConstantsName,
  type DefenseRecipe,
  type EngineEvent,
  type Evaluation,
  FaultError,
  type MetricId,
  type PointRow,
} from '../protocol';
import type { DefenseReport } from '../protocol/defenseReport';
import type { FilterId } from '../pruning/cut';
import { relay } from '../rnp/relay';
import type { TrainingState } from '../training/trainingState';
import { attentionEvents } from './attention';
import { evaluate, type EvaluationSets } from './evaluate';
import { innerRecipe, runInside } from './innerRun';
import { masksEvent } from './maskHistogram';
import { preparing } from './preparing';
import { searchEvent } from './searching';
import { changePicture } from './revealing';
import type { DrawnParts } from './runContext';
import type { RunFacts } from './runReport';
import type { SeriesLog } from './seriesLog';
import type { Watch } from './watch';

/** What a defense shares while it lasts. */
export interface DefenseRun extends DrawnParts {
  readonly recipe: DefenseRecipe;
  readonly facts: RunFacts;
  readonly poisoned: DefenseContext['poisoned'];
  readonly state: TrainingState;
  readonly series: SeriesLog;
  readonly watch: Watch;
}

/** The repaired network, and what is told of it. The tensors are the caller's. */
export interface Defended {
  readonly report: DefenseReport;
  readonly parameters: OwnedTensors;
}

const NOT_MEASURED: Evaluation = { cleanAccuracy: 0, attackSuccessRate: null, targetClassAccuracy: null };

function askableOf({ model, normalisation }: DrawnParts, parameters: Parameters): Classifier {
  return { graph: model.graph, parameters, normalisation };
}

async function numbersOf(
  run: DefenseRun,
  parameters: Parameters,
  sets: EvaluationSets | null,
): Promise<Evaluation> {
  return sets === null ? NOT_MEASURED : evaluate(askableOf(run, parameters), sets);
}

async function heldOutAccuracy(run: DefenseRun, parameters: Parameters): Promise<number> {
  const predicted = await predictClasses(askableOf(run, parameters), run.heldOut);
  return agreement(predicted, run.heldOut.labels);
}

/** What the defense's own events are to the page. */
async function* tell(
  run: DefenseRun,
  event: Exclude<DefenseEvent, { kind: 'point' }>,
): AsyncGenerator<EngineEvent> {
  const { model, series, trained, watch } = run;
  switch (event.kind) {
    case 'stage':
      yield { kind: 'state', state: 'running', stage: event.stage };
      break;
    case 'step': {
      const { stage, step, limit, values } = event;
      for (const [metric, value] of Object.entries(values))
        yield* series.point(stage, metric as MetricId, step, value);
      yield watch.progress(stage, step, limit, 'step');
      break;
    }
    case 'masks':
      yield masksEvent(event.step, model.sites, event.masks);
      break;
    case 'change': {
      const { change, fooled, norm, round } = event;
      yield { kind: 'change', round, norm, fooled, picture: changePicture(change, trained) };
      break;
    }
    case 'trigger-search': {
      yield searchEvent(event, trained);
      break;
    }
    case 'attention': {
      const [learner, teacher] = [askableOf(run, event.learner), askableOf(run, event.teacher)];
      const looking = {
        at: event.at,
        graph: model.graph,
        learner,
        teacher,
        learned: trained,
        watched: run.watched,
      };
      yield* await attentionEvents(looking);
      break;
    }
    case 'told':
      yield event.event;
      break;
    // What a defense goes on with is told as a copy: events give their arrays away.
    case 'ranking':
      yield { ...event, activations: event.activations.slice() };
      break;
    case 'isolated':
      yield { ...event, indices: event.indices.slice() };
      break;
    default:
      event satisfies never;
  }
}

function rowOf({ accuracy, at, isWithin, pruned }: Judged, numbers: Evaluation): PointRow {
  return { at, pruned, heldOutAccuracy: accuracy, isWithin, ...numbers };
}

/** RNP inside the defense, on the images that it may learn from; what is read along the way stands in the report. */
async function* cutByRnp(
  { facts, model, recipe, series, trained, watch }: DefenseRun,
  constants: ConstantsName,
): AsyncGenerator<DefenseEvent, readonly FilterId[]> {
  const { seed } = recipe;
  const run = runInside({
    model,
    images: trained,
    recipe: innerRecipe({ model: recipe.model, data: recipe.data, seed }, constants),
    facts,
    series,
    watch,
  });
  const report = yield* relay(run, (event): DefenseEvent[] => {
    const { kind } = event;
    const isTold = kind === 'state' || kind === 'progress' || kind === 'points' || kind === 'masks';
    return isTold ? [{ kind: 'told', event }] : [];
  });
  return report.prune.chosen.filters;
}

function contextOf(run: DefenseRun, original: Parameters): DefenseContext {
  const { heldOut, model, normalisation, poisoned, recipe, state, trained } = run;
  return {
    options: recipe.method.options,
    graph: model.graph,
    sites: model.sites,
    normalisation,
    host: model.host,
    original,
    images: trained,
    heldOut,
    poisoned,
    seed: recipe.seed,
    state,
    cutByRnp: (constants) => cutByRnp(run, constants),
  };
}

/** Runs the defense. Throws its faults; then nothing is left on the device. */
export async function* runDefense(run: DefenseRun): AsyncGenerator<EngineEvent, Defended> {
  const { data, facts, model, recipe, series, state, trained, watched } = run;
  const startedAt = new Date();
  const original = uploadTensors(model.host);
  let stopping: StoppingPoint | null = null;
  const points: PointRow[] = [];
  try {
    yield* preparing(model.graph, trained.count);
    yield { kind: 'progress', phase: 'baseline', done: 0, total: null, unit: 'image', etaMs: null };
    const before = await heldOutAccuracy(run, original);
    const baseline = { ...(await numbersOf(run, original, run.test)), heldOutAccuracy: before };
    const place = (stopping = new StoppingPoint(before - recipe.shared.budget));
    const first = { at: 0, pruned: 0, accuracy: before, isWithin: true };
    yield {
      kind: 'untouched',
      row: rowOf(first, await numbersOf(run, original, watched)),
      least: place.least,
    };
    const judge = async (point: Point): Promise<PointRow> => {
      const judged = place.offer(point, await heldOutAccuracy(run, point.parameters));
      return rowOf(judged, await numbersOf(run, point.parameters, watched));
    };
    yield* relay(
      defenseEvents(recipe.method.id, contextOf(run, original)),
      async function* (event): AsyncGenerator<EngineEvent> {
        if (event.kind !== 'point') {
          yield* tell(run, event);
          return;
        }
        const row = await judge(event);
        points.push(row);
        yield { kind: 'point', row };
      },
    );
    const { chosen } = place;
    if (chosen === null) throw new FaultError('bug', {}, { detail: 'a defense offered no place to stop' });
    const { judged, parameters } = chosen;
    const after = await numbersOf(run, parameters, run.test);
    const report: DefenseReport = {
      format: 'rnp-defense-report',
      version: 1,
      recipe,
      ...facts,
      startedAt: startedAt.toISOString(),
      model: model.summary,
      data: data.summary,
      baseline,
      points,
      chosen: rowOf(judged, after),
      series: series.list(),
      elapsedMs: Date.now() - startedAt.getTime(),
    };
    stopping = null;
    return { report, parameters };
  } finally {
    stopping?.dispose();
    disposeTensors(original);
    state.dispose();
  }
}
