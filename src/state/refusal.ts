/** Why the recipe on the page cannot be run now. Every button that starts a run asks here, and says the reason beside it. */
import { useMemo } from 'react';
import { type Fault, type Recipe, runMisfit, type Trigger, triggerMisfit } from '../../workers/protocol';
import { type NeededFile, neededFiles } from '../link/neededFiles';
import { type EngineState, useEngine } from './engineStore';
import { useRecipe } from './recipeStore';

type Open = Pick<EngineState, 'model' | 'data' | 'masks' | 'files'>;

const MISSING = {
  model: 'model-missing',
  defense: 'data-missing',
  test: 'data-missing',
  poisoned: 'data-missing',
  masks: 'masks-missing',
} as const;

function faultOfNeed({ role, name, sha256, state, found }: NeededFile): Fault {
  return state === 'other'
    ? { code: 'checksum-mismatch', params: { name, expected: sha256, found: found ?? '' } }
    : { code: MISSING[role], params: { name } };
}

/** Whether what is open is what the recipe names; what is built in is loaded by the run itself, and is not compared before. */
function isOpen({ model, data }: Recipe, open: Open): boolean {
  const isModel = model.kind === 'file' || open.model?.name === model.id;
  return isModel && open.data?.kind === data.kind;
}

/** The fault that a run of the recipe would end with; null where nothing speaks against it as far as is known. */
export function refusalOf(recipe: Recipe, open: Open): Fault | null {
  const needs = neededFiles(recipe, open, open.files.model !== null);
  const lacking = needs.find(({ state }) => state !== 'here');
  if (lacking !== undefined) return faultOfNeed(lacking);
  const { model, data } = open;
  return model === null || data === null || !isOpen(recipe, open) ? null : runMisfit(recipe, model, data);
}

/** {@link refusalOf} for the recipe on the page, or for another one on what is open. */
export function useRefusal(other?: Recipe): Fault | null {
  const own = useRecipe((state) => state.recipe);
  const recipe = other ?? own;
  const model = useEngine((engine) => engine.model);
  const data = useEngine((engine) => engine.data);
  const masks = useEngine((engine) => engine.masks);
  const files = useEngine((engine) => engine.files);
  return useMemo(() => refusalOf(recipe, { model, data, masks, files }), [recipe, model, data, masks, files]);
}

/** The trigger as far as it can be laid on the open images: what cannot is not asked of the engine. */
export function useShownTrigger(trigger: Trigger | null): Trigger | null {
  const isMisfit = useEngine(({ data }) => data !== null && triggerMisfit(trigger, data) !== null);
  return isMisfit ? null : trigger;
}
