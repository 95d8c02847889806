/** Brings into the engine what a recipe names and the engine does not hold yet. */
import {
  type DataReference,
  type DataSource,
  type FileReference,
  type ModelReference,
  type ModelSource,
  type Recipe,
  pixelReadingOf,
} from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { recipeStore } from '../state/recipeStore';
import { dataKey, failed, inTurn, LOADED, type Loaded, loadData, loadModel, modelKey } from './loadCommands';
import { callJob, engineHolds } from './session';

function sameBytes({ name, sha256 }: FileReference, found: string | undefined): Loaded {
  if (sha256 === found) return LOADED;
  return failed({ code: 'checksum-mismatch', params: { name, expected: sha256, found: found ?? '' } });
}

async function ensureModel(reference: ModelReference): Promise<Loaded> {
  const own = engineStore.getState().files.model;
  if (reference.kind === 'file' && own === null) {
    return failed({ code: 'model-missing', params: { name: reference.name } });
  }
  const source: ModelSource =
    reference.kind === 'zoo' || own === null
      ? { kind: 'zoo', id: reference.kind === 'zoo' ? reference.id : '' }
      : { kind: 'file', name: own.name, files: own.files, hint: reference.hint ?? own.hint };
  if (engineHolds().model !== modelKey(source)) {
    const loaded = await loadModel(source);
    if (!loaded.ok) return loaded;
  }
  return reference.kind === 'zoo' ? LOADED : sameBytes(reference, engineStore.getState().model?.sha256);
}

async function ensureData(reference: DataReference): Promise<Loaded> {
  if (reference.kind === 'shapes') {
    const source: DataSource = { kind: 'shapes', seed: reference.seed };
    if (engineHolds().data === dataKey(source)) return LOADED;
    const loaded = await loadData(source);
    return loaded.ok ? LOADED : loaded;
  }
  const { defense, test, poisoned } = engineStore.getState().files;
  if (defense === null) return failed({ code: 'data-missing', params: { name: reference.defense.name } });
  const pixels = pixelReadingOf(reference, { normalisation: 'rnp' });
  const source: DataSource = { kind: 'files', defense, test, poisoned, pixels };
  if (engineHolds().data !== dataKey(source)) {
    const loaded = await loadData(source);
    if (!loaded.ok) return loaded;
  }
  return sameBytes(reference.defense, engineStore.getState().data?.defense.sha256);
}

async function ensureMasks(reference: FileReference): Promise<Loaded> {
  const own = engineStore.getState().files.masks;
  if (own === null) return failed({ code: 'masks-missing', params: { name: reference.name } });
  if (engineStore.getState().masks === null) {
    const result = await callJob('masks', (api, job) => api.loadMasks({ job, file: own.file }));
    if (!result.ok) return failed(result.fault);
    engineStore.setState({ masks: result.value });
  }
  return sameBytes(reference, engineStore.getState().masks?.sha256);
}

/** Loads whatever the recipe names and the engine does not hold yet; asks for nothing twice. */
export function ensureLoaded(recipe: Pick<Recipe, 'model' | 'data' | 'masks'>): Promise<Loaded> {
  return inTurn(async () => {
    const model = await ensureModel(recipe.model);
    const data = model.ok ? await ensureData(recipe.data) : model;
    return data.ok && recipe.masks !== undefined ? ensureMasks(recipe.masks) : data;
  });
}

/**
 * Loads what the recipe on the page names where all of it is built in: files of the user's have to be dropped, so that nothing is loaded
 * of a recipe that names some.
 */
export async function ensureBuiltIn(): Promise<void> {
  const { recipe } = recipeStore.getState();
  if (recipe.model.kind === 'zoo' && recipe.data.kind === 'shapes') await ensureLoaded(recipe);
}
