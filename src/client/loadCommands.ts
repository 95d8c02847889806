/** Commands that bring networks and images into the engine. A failed load leaves the page as it was. */
import {
  type DataSource,
  type DataSummary,
  type Fault,
  fileKey,
  type ModelSource,
  type ModelSummary,
  type PickedFile,
  type PickedSet,
  type Result,
} from '../../workers/protocol';
import { SHAPES_SEED } from '../link/preset';
import { engineStore } from '../state/engineStore';
import { editRecipe, recipeStore } from '../state/recipeStore';
import { runStore } from '../state/runStore';
import { steered } from '../state/steered';
import { isAlive } from '../state/transition';
import { editImages } from './editImages';
import { handOver } from './handOver';
import { call, callJob, engineHolds, newJob, showFault } from './session';

export type Loaded = Result<void>;
export const LOADED: Loaded = { ok: true, value: undefined };

/** Shows a fault of a load, and answers with it. */
export function failed(fault: Fault): { ok: false; fault: Fault } {
  showFault(fault, 'engine');
  return { ok: false, fault };
}

function filesKey(files: readonly PickedFile[]): string {
  return files.map(fileKey).join('|');
}

function setKey(set: PickedSet | null): string {
  return set === null ? '' : `${filesKey(set.files)} ${JSON.stringify(set.reading)}`;
}

/** Identity of a source: two equal keys hold the same bytes, read in the same way. */
export function modelKey(source: ModelSource): string {
  if (source.kind === 'zoo') return `zoo:${source.id}`;
  return `file:${filesKey(source.files)} ${JSON.stringify(source.hint)}`;
}

/** As {@link modelKey}, for images. */
export function dataKey(source: DataSource): string {
  if (source.kind === 'shapes') return `shapes:${source.seed}`;
  const { defense, test, poisoned, pixels } = source;
  return `files:${setKey(defense)}:${setKey(test)}:${setKey(poisoned)}:${JSON.stringify(pixels)}`;
}

/** Opens a network in the engine, whatever it is. */
export async function loadModel(source: ModelSource): Promise<Result<ModelSummary>> {
  const result = await callJob('network', (api, job) => api.loadModel({ job, source }));
  if (!result.ok) return failed(result.fault);
  engineHolds().model = modelKey(source);
  engineStore.setState({ model: result.value, masks: null, fault: null, doctor: null });
  return result;
}

/** More files than this go over piece by piece. */
const MOST_AT_ONCE = 20;

async function offered(set: PickedSet): Promise<PickedSet> {
  if (set.files.length <= MOST_AT_ONCE) return set;
  const offer = newJob('offer');
  await handOver(set.files, (files) => void call((api) => api.offerFiles({ offer, files: [...files] })));
  return { ...set, files: [], offer };
}

async function withOffers(source: DataSource): Promise<DataSource> {
  if (source.kind === 'shapes') return source;
  const { defense, test, poisoned } = source;
  return {
    ...source,
    defense: await offered(defense),
    test: test === null ? null : await offered(test),
    poisoned: poisoned === null ? null : await offered(poisoned),
  };
}

/** Opens images in the engine, wherever they are from; what to do about a fault is the caller's business. */
export async function askForData(source: DataSource): Promise<Result<DataSummary>> {
  const offered = await withOffers(source);
  const result = await callJob('images', (api, job) => api.loadData({ job, source: offered }));
  if (!result.ok) return result;
  engineHolds().data = dataKey(source);
  engineStore.setState({ data: result.value, fault: null });
  return result;
}

/** Opens images, and shows why they could not be opened. */
export async function loadData(source: DataSource): Promise<Result<DataSummary>> {
  const result = await askForData(source);
  return result.ok ? result : failed(result.fault);
}

let lastLoad: Promise<unknown> = Promise.resolve();

/** One load at a time, in the order asked: what is loaded is compared with what is wanted only once its turn has come. */
export function inTurn<T>(load: () => Promise<T>): Promise<T> {
  const turn = lastLoad.then(load);
  lastLoad = turn.catch(() => undefined);
  return turn;
}

/** While a run goes on nothing is loaded. */
export function refuseWhileRunning(): Loaded {
  if (!isAlive(steered().status)) return LOADED;
  const fault: Fault = { code: 'run-busy', params: {} };
  runStore.setState({ fault });
  return { ok: false, fault };
}

/** Opens a built-in network and the built-in pictures, and names both in the recipe. */
export async function openZoo(id: string): Promise<Loaded> {
  const free = refuseWhileRunning();
  if (!free.ok) return free;
  return inTurn(async () => {
    const network = await loadZooNetwork(id);
    return network.ok ? loadShapes() : network;
  });
}

/** Opens a built-in network in its turn. */
export async function loadZooNetwork(id: string): Promise<Loaded> {
  const source: ModelSource = { kind: 'zoo', id };
  if (engineHolds().model !== modelKey(source)) {
    const loaded = await loadModel(source);
    if (!loaded.ok) return loaded;
  }
  editRecipe((recipe) =>
    recipe.model.kind === 'zoo' && recipe.model.id === id ? recipe : { ...recipe, model: source },
  );
  return LOADED;
}

/** Opens the built-in pictures in their turn. */
export async function loadShapes(): Promise<Loaded> {
  const { data } = recipeStore.getState().recipe;
  const source = { kind: 'shapes', seed: data.kind === 'shapes' ? data.seed : SHAPES_SEED } as const;
  const before = engineStore.getState().data;
  if (engineHolds().data !== dataKey(source)) {
    const loaded = await loadData(source);
    if (!loaded.ok) return loaded;
  }
  const { data: now } = engineStore.getState();
  if (now !== null) editImages(source, before, now);
  return LOADED;
}
