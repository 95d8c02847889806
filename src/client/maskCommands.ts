/** Masks of another run: opened for the open network, and taken out of use. */
import type { FileReference, Recipe } from '../../workers/protocol';
import { engineStore, type OwnMasks } from '../state/engineStore';
import { editRecipe, recipeStore } from '../state/recipeStore';
import { keep } from './keptFiles';
import { failed, inTurn, LOADED, type Loaded, refuseWhileRunning } from './loadCommands';
import { addressed, isSame } from './references';
import { callJob } from './session';

/** The recipe that begins with masks. The default rule asks the unlearned network for its label; masks come without one. */
function withMasks(recipe: Recipe, masks: FileReference): Recipe {
  if (isSame(recipe.masks, masks)) return recipe;
  const rule = recipe.prune.rule === 'carriers' ? 'threshold' : recipe.prune.rule;
  return { ...recipe, masks, prune: { ...recipe.prune, rule } };
}

/** The recipe that learns its masks itself, by the rule it had before they were given. */
export function withoutMasks(recipe: Recipe, own: OwnMasks | null): Recipe {
  const { masks: _masks, ...rest } = recipe;
  const isUntouched = recipe.prune.rule === 'threshold';
  const rule = isUntouched ? (own?.ruleBefore ?? 'threshold') : recipe.prune.rule;
  return { ...rest, prune: { ...rest.prune, rule } };
}

/** Opens masks of another run for the open network: the recipe begins with them. */
export async function openMasks({ file, address }: OwnMasks): Promise<Loaded> {
  const free = refuseWhileRunning();
  if (!free.ok) return free;
  return inTurn(async () => {
    const result = await callJob('masks', (api, job) => api.loadMasks({ job, file }));
    if (!result.ok) return failed(result.fault);
    const { name, sha256 } = result.value;
    const { recipe } = recipeStore.getState();
    const before = engineStore.getState().files.masks?.ruleBefore;
    // A link's recipe has its rule from the start.
    const ruleBefore = before ?? (recipe.masks === undefined ? recipe.prune.rule : undefined);
    const own = { file, address, ...(ruleBefore === undefined ? {} : { ruleBefore }) };
    engineStore.setState((engine) => ({
      masks: result.value,
      fault: null,
      files: { ...engine.files, masks: own },
    }));
    editRecipe((now) => withMasks(now, { name, sha256, ...addressed(address) }));
    void keep(file, sha256);
    return LOADED;
  });
}

/** Takes the masks out of use. */
export function closeMasks(): Loaded {
  const { masks } = engineStore.getState().files;
  engineStore.setState(({ files }) => ({ masks: null, files: { ...files, masks: null } }));
  editRecipe((recipe) => withoutMasks(recipe, masks));
  return LOADED;
}
