/** Trainings: an attack as an event stream, measured along the way, resumed from its last snapshot, and its network as a file. */
import type { AttackEvent, AttackResult, Planted } from '../attacks/attack';
import { CLASSIFIER } from '../attacks/attack';
import { attackEvents } from '../attacks/registry';
import { TrainingState, type TrainingSnapshot } from '../training/trainingState';
import { normalisationOf } from '../data/normalise';
import { generatePictures } from '../graph/generate';
import { type Graph, parameterCount } from '../graph/graph';
import type { Classifier } from '../graph/infer';
import { buildTrainable } from '../nets/trainable';
import type {
  AttackRecipe,
  DeviceReport,
  EngineEvent,
  MetricId,
  TrainedNetwork,
  TrainingReport,
} from '../protocol';
import { plannedTrigger } from '../protocol/attackRecipe';
import { sha256Hex } from '../readers/sha256';
import { bytesSource } from '../readers/byteSource';
import { relay } from '../rnp/relay';
import { assertCapacity } from './capacity';
import { createEvaluationSets, evaluate, type EvaluationSets } from './evaluate';
import { findFilters } from './findFilters';
import type { LearningJob } from './learningJobs';
import { preparing } from './preparing';
import type { RunFacts } from './runReport';
import { SeriesLog } from './seriesLog';
import type { SessionHost } from './sessionHost';
import type { ShownImages } from './triggered';
import type { ImageSet } from '../data/images';
import { roundToFile, trainedFile } from './trainedFile';
import { assertTrainable, type TrainingImages } from './trainingImages';
import type { Watch } from './watch';

/** Where snapshots of trainings lie between two sessions, or two tries of one. */
export interface SnapshotKeeper {
  load: (key: string) => Promise<TrainingSnapshot | null>;
  save: (key: string, snapshot: TrainingSnapshot) => Promise<void>;
  drop: (key: string) => Promise<void>;
}

/** Keeps the newest one, in memory. */
export function memorySnapshots(): SnapshotKeeper {
  let kept: { readonly key: string; readonly snapshot: TrainingSnapshot } | null = null;
  return {
    load: (key) => Promise.resolve(kept?.key === key ? kept.snapshot : null),
    save: (key, snapshot) => {
      kept = { key, snapshot };
      return Promise.resolve();
    },
    drop: () => {
      kept = null;
      return Promise.resolve();
    },
  };
}

/** What a training is about. */
export interface TrainingParts {
  readonly recipe: AttackRecipe;
  readonly images: TrainingImages;
  readonly device: DeviceReport;
}

/** What a training under way shares. */
interface Running extends TrainingParts {
  readonly facts: RunFacts;
  readonly graph: Graph;
  readonly state: TrainingState;
  readonly series: SeriesLog;
  readonly watch: Watch;
  planted: Planted | null;
  /** Test images in their groups for the readings on the way; made anew when the trigger changes. */
  sets: EvaluationSets | null;
}

function classifierIn({ graph, recipe, state }: Running): Classifier {
  const channels = graph.inputShape[2];
  const id = recipe.data.kind === 'shapes' ? 'shapes' : recipe.data.normalisation;
  return { graph, parameters: state.held(CLASSIFIER), normalisation: normalisationOf(id, channels) };
}

/** The test images, and what makes their triggered versions. */
function testedOf(running: Running, clean: ImageSet): ShownImages {
  const generator = running.planted?.generator;
  if (generator === undefined) return { clean, poisoned: null, generate: null };
  const { normalisation } = classifierIn(running);
  return { clean, poisoned: null, generate: (images) => generatePictures(generator, images, normalisation) };
}

async function* readings(running: Running, step: number): AsyncGenerator<EngineEvent> {
  const { images, planted, recipe, series } = running;
  if (images.test === null) return;
  // A generator learns on.
  if (planted?.generator !== undefined) running.sets = null;
  running.sets ??= await createEvaluationSets(
    testedOf(running, images.test),
    planted?.trigger ?? null,
    recipe.watch.images,
  );
  const numbers = await evaluate(classifierIn(running), running.sets);
  for (const metric of ['cleanAccuracy', 'attackSuccessRate'] as const) {
    const value = numbers[metric];
    if (value !== null) yield* series.point('train', metric, step, value);
  }
}

async function* tell(running: Running, event: AttackEvent): AsyncGenerator<EngineEvent> {
  switch (event.kind) {
    case 'stage':
      yield { kind: 'state', state: 'running', stage: event.stage };
      break;
    case 'planted': {
      const { trigger, poison } = event;
      running.planted = event;
      running.sets = null;
      yield { kind: 'planted', trigger, poison };
      break;
    }
    case 'step': {
      const { stage, step, limit } = event;
      for (const [metric, value] of Object.entries(event.values))
        yield* running.series.point(stage, metric as MetricId, step, value);
      yield running.watch.progress(stage, step, limit, 'step');
      const isLast = step === limit;
      if (stage === 'train' && (isLast || step % running.recipe.watch.everySteps === 0))
        yield* readings(running, step);
      break;
    }
    default:
      event satisfies never;
  }
}

async function* attackRun(running: Running): AsyncGenerator<EngineEvent, AttackResult> {
  const { facts, graph, images, recipe, state } = running;
  const { attack, labels, seed, target, train } = recipe;
  yield* preparing(graph, train.batchSize);
  const events = attackEvents(attack.id, {
    options: attack.options,
    aim: labels === undefined ? { target } : { target, labels },
    trigger: plannedTrigger(recipe, images.train),
    graph,
    normalisation: classifierIn(running).normalisation,
    images: images.train,
    test: images.test,
    train,
    seed,
    state,
    findFilters: (parameters) => findFilters({ graph, parameters, recipe, images: images.train, facts }),
  });
  return yield* relay(events, (event) => tell(running, event));
}

export class Trainings {
  private readonly snapshots: SnapshotKeeper;

  constructor(
    private readonly host: Pick<SessionHost, 'versions' | 'snapshots'>,
    private readonly watch: Watch,
  ) {
    this.snapshots = host.snapshots ?? memorySnapshots();
  }

  /** Trains to the end. Throws `training-set-too-small`, `trigger-invalid`, `memory-short`, `diverged` or `cancelled`. */
  async train(learning: LearningJob, parts: TrainingParts, resume: boolean): Promise<TrainedNetwork> {
    const { recipe, images, device } = parts;
    assertTrainable(images, recipe);
    const { height, width, channels, classes } = images.train;
    const demand = { inputSize: [height, width] as const, inputChannels: channels, classes: classes.length };
    const graph = buildTrainable(recipe.network.architecture, recipe.network.width, demand);
    assertCapacity({ graph, batch: recipe.train.batchSize, device });
    const key = JSON.stringify(recipe);
    const snapshot = resume ? await this.snapshots.load(key) : null;
    const state = new TrainingState(snapshot, async (kept) => {
      await this.snapshots.save(key, kept);
      learning.keptStep = learning.step;
    });
    const running: Running = {
      ...parts,
      facts: { device, versions: this.host.versions },
      graph,
      state,
      series: new SeriesLog(),
      watch: this.watch,
      planted: null,
      sets: null,
    };
    const startedAt = new Date();
    try {
      const result = await learning.scheduler.drive(attackRun(running));
      const trained = await this.finish(running, result, startedAt);
      await this.snapshots.drop(key);
      return trained;
    } finally {
      state.dispose();
    }
  }

  private async finish(running: Running, numbers: AttackResult, startedAt: Date): Promise<TrainedNetwork> {
    const { recipe, device, images, graph, planted, series } = running;
    const trigger = planted?.trigger ?? null;
    const test = images.test;
    const parameters = running.state.tensors(CLASSIFIER, null);
    await roundToFile(parameters, recipe);
    const measured =
      test === null
        ? null
        : await evaluate(classifierIn(running), await createEvaluationSets(testedOf(running, test), trigger));
    const file = await trainedFile({ graph, parameters }, recipe, planted);
    const report: TrainingReport = {
      format: 'rnp-training-report',
      version: 1,
      recipe,
      device,
      versions: this.host.versions,
      startedAt: startedAt.toISOString(),
      network: { architecture: graph.architecture, parameters: parameterCount(graph) },
      classes: images.train.classes,
      trigger,
      poison: planted?.poison ?? null,
      result: measured === null ? null : { ...measured, ...numbers },
      series: series.list(),
      elapsedMs: Date.now() - startedAt.getTime(),
      file: {
        name: file.name,
        bytes: file.bytes.length,
        sha256: await sha256Hex(bytesSource(file.name, file.bytes)),
      },
    };
    return { report, file };
  }
}
