/** Commands that bring networks and images into the engine. A failed load leaves the page as it was. */
import type {
  DataReference,
  DataSource,
  DataSummary,
  Fault,
  ModelReference,
  ModelSource,
  ModelSummary,
  NormalisationId,
  PreprocessingRow,
  Recipe,
  Result,
} from '../../workers/protocol';
import { SHAPES_SEED } from '../link/preset';
import { engineStore, type OpenedFiles } from '../state/engineStore';
import { editRecipe, FIRST_PRESET, recipeStore } from '../state/recipeStore';
import { runStore } from '../state/runStore';
import { isAlive } from '../state/transition';
import { callJob, engineHolds, showFault } from './session';

export interface PickedFiles {
  readonly model?: File;
  readonly defense?: File;
  readonly test?: File;
}

type Loaded = Result<void>;
const LOADED: Loaded = { ok: true, value: undefined };

function failed(fault: Fault): { ok: false; fault: Fault } {
  showFault(fault, 'engine');
  return { ok: false, fault };
}

function fileKey(file: File | null): string {
  return file === null ? '' : `${file.name}/${file.size}/${file.lastModified}`;
}

/** Identity of a source: two equal keys hold the same bytes. */
function modelKey(source: ModelSource): string {
  return source.kind === 'zoo' ? `zoo:${source.id}` : `file:${fileKey(source.file)}`;
}

function dataKey(source: DataSource): string {
  if (source.kind === 'shapes') return `shapes:${source.seed}`;
  return `files:${fileKey(source.defense)}:${fileKey(source.test)}:${source.normalisation}`;
}

async function loadModel(source: ModelSource): Promise<Result<ModelSummary>> {
  const result = await callJob('network', (api, job) => api.loadModel({ job, source }));
  if (!result.ok) return failed(result.fault);
  engineHolds().model = modelKey(source);
  engineStore.setState({ model: result.value, fault: null, doctor: null });
  return result;
}

async function loadData(source: DataSource): Promise<Result<DataSummary>> {
  const result = await callJob('images', (api, job) => api.loadData({ job, source }));
  if (!result.ok) return failed(result.fault);
  engineHolds().data = dataKey(source);
  engineStore.setState({ data: result.value, fault: null });
  return result;
}

let lastLoad: Promise<unknown> = Promise.resolve();

/** One load at a time, in the order asked: what is loaded is compared with what is wanted only once its turn has come. */
function inTurn<T>(load: () => Promise<T>): Promise<T> {
  const turn = lastLoad.then(load);
  lastLoad = turn.catch(() => undefined);
  return turn;
}

function refuseWhileRunning(): Loaded {
  if (!isAlive(runStore.getState().status)) return LOADED;
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

async function loadZooNetwork(id: string): Promise<Loaded> {
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

async function loadShapes(): Promise<Loaded> {
  const { data } = recipeStore.getState().recipe;
  const source = { kind: 'shapes', seed: data.kind === 'shapes' ? data.seed : SHAPES_SEED } as const;
  if (engineHolds().data !== dataKey(source)) {
    const loaded = await loadData(source);
    if (!loaded.ok) return loaded;
  }
  editRecipe((recipe) => (recipe.data.kind === 'shapes' ? recipe : { ...recipe, data: source }));
  return LOADED;
}

/** Takes one of the user's files out of use: what is built in stands in for a network and for defense images. */
export async function closeFile(role: keyof OpenedFiles): Promise<Loaded> {
  const free = refuseWhileRunning();
  if (!free.ok) return free;
  return inTurn(async () => {
    engineStore.setState(({ files }) => ({ files: { ...files, [role]: null } }));
    const { recipe } = recipeStore.getState();
    if (role === 'model') return recipe.model.kind === 'file' ? loadZooNetwork(FIRST_PRESET) : LOADED;
    if (recipe.data.kind !== 'files') return LOADED;
    const { files } = engineStore.getState();
    return role === 'defense' ? loadShapes() : openDataFiles(files, recipe.data.normalisation);
  });
}

function normalisationOf(recipe: Recipe): NormalisationId {
  return recipe.data.kind === 'files' ? recipe.data.normalisation : 'rnp';
}

/** How the recipe names the files that were just loaded. */
function dataReference(summary: DataSummary): DataReference {
  const { defense, test, normalisation } = summary;
  return {
    kind: 'files',
    defense: { name: defense.name, sha256: defense.sha256 },
    test: test === null ? null : { name: test.name, sha256: test.sha256 },
    normalisation,
  };
}

/** A reference that names what it named before is no change: the recipe of a link stays the link's. */
function isSame(before: ModelReference | DataReference, now: ModelReference | DataReference): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}

async function openModelFile(file: File): Promise<Loaded> {
  const result = await loadModel({ kind: 'file', file });
  if (!result.ok) return result;
  const { sha256 } = result.value;
  engineStore.setState(({ files }) => ({ files: { ...files, model: file } }));
  const model = { kind: 'file', name: file.name, sha256 } as const;
  editRecipe((recipe) => (isSame(recipe.model, model) ? recipe : { ...recipe, model }));
  recipeStore.setState({ presetId: null });
  return LOADED;
}

async function openDataFiles(files: OpenedFiles, normalisation: NormalisationId): Promise<Loaded> {
  const { defense, test } = files;
  if (defense === null) {
    // A test set alone cannot be loaded yet; it waits for its defense images.
    engineStore.setState({ files });
    return LOADED;
  }
  const result = await loadData({ kind: 'files', defense, test, normalisation });
  if (!result.ok) return result;
  engineStore.setState((engine) => ({ files: { ...engine.files, defense, test } }));
  const data = dataReference(result.value);
  editRecipe((recipe) => (isSame(recipe.data, data) ? recipe : { ...recipe, data }));
  recipeStore.setState({ presetId: null });
  return LOADED;
}

/** Opens the user's files, as many as were given, and names them in the recipe. */
export async function openFiles(picked: PickedFiles, normalisation?: NormalisationId): Promise<Loaded> {
  const free = refuseWhileRunning();
  return free.ok ? inTurn(() => loadFiles(picked, normalisation)) : free;
}

async function loadFiles(picked: PickedFiles, normalisation?: NormalisationId): Promise<Loaded> {
  if (picked.model !== undefined) {
    const opened = await openModelFile(picked.model);
    if (!opened.ok) return opened;
  }
  if (picked.defense === undefined && picked.test === undefined && normalisation === undefined) return LOADED;
  const { files } = engineStore.getState();
  const wanted = {
    ...files,
    defense: picked.defense ?? files.defense,
    test: picked.test ?? files.test,
  };
  return openDataFiles(wanted, normalisation ?? normalisationOf(recipeStore.getState().recipe));
}

/** Asks the preprocessing doctor; the answer stands in the engine store. */
export async function diagnose(): Promise<Result<readonly PreprocessingRow[]>> {
  const result = await callJob('check', (api, job) => api.diagnose({ job }));
  if (!result.ok) return failed(result.fault);
  engineStore.setState({ doctor: result.value });
  return result;
}

async function ensureModel(reference: ModelReference): Promise<Loaded> {
  if (reference.kind === 'zoo') {
    const source: ModelSource = { kind: 'zoo', id: reference.id };
    return engineHolds().model === modelKey(source) ? LOADED : asLoaded(await loadModel(source));
  }
  const file = engineStore.getState().files.model;
  if (file === null) return failed({ code: 'model-missing', params: { name: reference.name } });
  const source: ModelSource = { kind: 'file', file };
  if (engineHolds().model !== modelKey(source)) {
    const loaded = await loadModel(source);
    if (!loaded.ok) return loaded;
  }
  const found = engineStore.getState().model?.sha256 ?? '';
  return sameBytes(reference.name, reference.sha256, found);
}

async function ensureData(reference: DataReference): Promise<Loaded> {
  if (reference.kind === 'shapes') {
    const source: DataSource = { kind: 'shapes', seed: reference.seed };
    return engineHolds().data === dataKey(source) ? LOADED : asLoaded(await loadData(source));
  }
  const { defense, test } = engineStore.getState().files;
  if (defense === null) return failed({ code: 'data-missing', params: { name: reference.defense.name } });
  const { normalisation } = reference;
  const source: DataSource = { kind: 'files', defense, test, normalisation };
  if (engineHolds().data !== dataKey(source)) {
    const loaded = await loadData(source);
    if (!loaded.ok) return loaded;
  }
  const { name, sha256 } = reference.defense;
  return sameBytes(name, sha256, engineStore.getState().data?.defense.sha256 ?? '');
}

function asLoaded(result: Result<unknown>): Loaded {
  return result.ok ? LOADED : result;
}

function sameBytes(name: string, expected: string, found: string): Loaded {
  if (expected === found) return LOADED;
  return failed({ code: 'checksum-mismatch', params: { name, expected, found } });
}

/** Loads whatever the recipe names and the engine does not hold yet; asks for nothing twice. */
export function ensureLoaded(recipe: Recipe): Promise<Loaded> {
  return inTurn(async () => {
    const model = await ensureModel(recipe.model);
    return model.ok ? ensureData(recipe.data) : model;
  });
}
