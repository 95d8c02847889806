/** The recipe of this tab lives through a reload of the page; what it names is opened again, or asked for as a link's files are. */
import { parseRecipe, type Recipe } from '../../workers/protocol';
import { linkStore } from '../state/linkStore';
import { recipeStore, setRecipe } from '../state/recipeStore';

const STORAGE_KEY = 'rnp-tab-recipe';

interface TabRecipe {
  readonly recipe: Recipe;
  readonly presetId: string | null;
}

function isReload(): boolean {
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload';
}

/** What stood on the page before it was reloaded; null on any other way to come here. */
export function recipeBeforeReload(): TabRecipe | null {
  if (!isReload()) return null;
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return null;
    const presetId: unknown = Reflect.get(stored, 'presetId');
    const recipe = parseRecipe(Reflect.get(stored, 'recipe'));
    return { recipe, presetId: typeof presetId === 'string' ? presetId : null };
  } catch {
    // Storage is switched off, or holds what an older page wrote: the page begins afresh.
    return null;
  }
}

/** Writes the recipe down whenever it changes; returns the function that stops. */
export function followRecipe(): () => void {
  return recipeStore.subscribe(({ recipe, presetId }) => {
    try {
      sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ recipe, presetId }));
    } catch {
      // As above: remembering is a convenience.
    }
  });
}

/** Puts the recipe from before the reload on the page, unless the address has brought the same one. */
export function takeUp({ recipe, presetId }: TabRecipe): void {
  if (JSON.stringify(recipe) === JSON.stringify(recipeStore.getState().recipe)) return;
  setRecipe(recipe, presetId);
  linkStore.setState({
    from: 'reload',
    opened: { recipe, presetId, view: {}, expected: null, notices: [] },
  });
  void import('../client/bringFiles').then(({ openKept }) => openKept(recipe));
}
