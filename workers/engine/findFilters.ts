/**
 * RNP as an attacker runs it on a network of their own: which filters would the defender cut? The whole run with the defender's default,
 * on clean training images, with no trigger to look at. It stands here since attacks do not know RNP (walls).
 */
import type { ImageSet } from '../data/images';
import type { Graph } from '../graph/graph';
import { downloadTensors, type OwnedTensors } from '../graph/parameters';
import { ownOrigin } from '../nets/origin';
import type { AttackRecipe, CutFilter, EngineEvent, PhaseId, Recipe } from '../protocol';
import { relay } from '../rnp/relay';
import { innerRecipe, runInside } from './innerRun';
import { loadedModel, type LoadedModel } from './loadedModel';
import type { RunFacts } from './runReport';
import { SeriesLog } from './seriesLog';
import { Watch } from './watch';

/** A network in training, and what it is trained on. */
export interface Suspect {
  readonly graph: Graph;
  readonly parameters: OwnedTensors;
  readonly recipe: AttackRecipe;
  /** Clean training images; the defense set is drawn from them. */
  readonly images: ImageSet;
  readonly facts: RunFacts;
}

/** What a run waits for, in the order in which it does. */
const PHASES: readonly PhaseId[] = ['unlearn', 'label', 'recover', 'reveal', 'sweep', 'prune', 'sweep-order'];

async function modelOf({ graph, parameters, recipe }: Suspect): Promise<LoadedModel> {
  const read = {
    graph,
    host: await downloadTensors(parameters),
    origin: ownOrigin(graph),
    sha256: '',
    format: 'safetensors',
    matched: [],
    unused: [],
    notes: [],
    attack: null,
    poisonedFiles: null,
    planted: null,
    training: null,
  };
  return loadedModel(read, recipe.attack.id);
}

function recipeOf({ data, seed }: AttackRecipe): Recipe {
  return innerRecipe({
    model: { kind: 'file', name: 'classifier', sha256: '' },
    data: data.kind === 'files' ? data : { kind: 'shapes', seed: data.seed },
    seed,
  });
}

/** How far a run is by one of its events, 0..1; null where the event does not say. */
function shareDone(event: EngineEvent): number | null {
  if (event.kind !== 'progress' || event.total === null || event.total === 0) return null;
  const phase = PHASES.indexOf(event.phase);
  return phase < 0 ? null : (phase + event.done / event.total) / PHASES.length;
}

/**
 * The filters that RNP's default cuts, in its order; yields how much of the work is done, 0..1. Throws what a run throws, such as
 * `defense-set-too-small`.
 */
export async function* findFilters(suspect: Suspect): AsyncGenerator<number, readonly CutFilter[]> {
  const { facts, images, recipe } = suspect;
  const run = runInside({
    model: await modelOf(suspect),
    images,
    recipe: recipeOf(recipe),
    facts,
    series: new SeriesLog(),
    watch: new Watch(),
  });
  let furthest = 0;
  const report = yield* relay(run, (event) => {
    furthest = Math.max(furthest, shareDone(event) ?? 0);
    return [furthest];
  });
  return report.prune.chosen.filters;
}
