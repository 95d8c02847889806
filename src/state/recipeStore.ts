/** The recipe on the page, with undo. Written by user actions only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { BADNETS_TRIGGER, createRecipe, type Recipe, type Trigger } from '../../workers/protocol';
import { SHAPES_SEED } from '../link/preset';

export interface RecipeState {
  readonly recipe: Recipe;
  /** The preset the recipe started from; null where it came from files or a foreign link. */
  readonly presetId: string | null;
  /** The trigger as it was moved when images of another size were opened; news as long as it is the recipe's. */
  readonly movedTrigger: Trigger | null;
  readonly past: readonly Recipe[];
  readonly future: readonly Recipe[];
}

/** Preset of the first screen. */
export const FIRST_PRESET = 'badnets-8';
const UNDO_DEPTH = 100;

/** The recipe of the first screen; the same as the preset of that name. */
export function firstRecipe(): Recipe {
  return createRecipe({
    model: { kind: 'zoo', id: FIRST_PRESET },
    data: { kind: 'shapes', seed: SHAPES_SEED },
    trigger: BADNETS_TRIGGER,
  });
}

export const recipeStore = createStore<RecipeState>(() => ({
  recipe: firstRecipe(),
  presetId: FIRST_PRESET,
  movedTrigger: null,
  past: [],
  future: [],
}));

/** Subscribes a component to a part of the recipe. */
export function useRecipe<T>(selector: (state: RecipeState) => T): T {
  return useStore(recipeStore, selector);
}

function remember({ past, recipe }: RecipeState): readonly Recipe[] {
  return [...past, recipe].slice(-UNDO_DEPTH);
}

/** Puts another recipe on the page; what stood there can be had back with undo. */
export function setRecipe(recipe: Recipe, presetId: string | null = null): void {
  recipeStore.setState((state) => ({ recipe, presetId, past: remember(state), future: [] }));
}

/** Changes the recipe on the page; a change that changes nothing leaves no trace in the history. */
export function editRecipe(change: (recipe: Recipe) => Recipe): void {
  recipeStore.setState((state) => {
    const recipe = change(state.recipe);
    return recipe === state.recipe ? state : { recipe, past: remember(state), future: [] };
  });
}

/** Takes back the last change of the recipe. */
export function undoRecipe(): void {
  recipeStore.setState((state) => {
    const recipe = state.past.at(-1);
    if (recipe === undefined) return state;
    return { recipe, past: state.past.slice(0, -1), future: [state.recipe, ...state.future] };
  });
}

/** Brings back what undo took away. */
export function redoRecipe(): void {
  recipeStore.setState((state) => {
    const [recipe, ...future] = state.future;
    return recipe === undefined ? state : { recipe, past: remember(state), future };
  });
}
