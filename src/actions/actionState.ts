/** Gathers what commands look at from the stores. */
import { useEngine, engineStore } from '../state/engineStore';
import { recipeStore, useRecipe } from '../state/recipeStore';
import { refusalOf, useRefusal } from '../state/refusal';
import { canResume, runStore } from '../state/runStore';
import { steered, useSteered } from '../state/steered';
import { useView, viewStore } from '../state/viewStore';
import type { Action, ActionState } from './action';

/** The state right now. */
export function actionState(): ActionState {
  const now = steered();
  const { recipe, past, future } = recipeStore.getState();
  return {
    ...now,
    canResume: now.what === 'run' && canResume(runStore.getState()),
    refused: refusalOf(recipe, engineStore.getState()) !== null,
    engine: engineStore.getState().status,
    panel: viewStore.getState().panel,
    scrub: viewStore.getState().scrub,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
  };
}

/** Whether a command makes sense now; the component that asks redraws when the answer changes. */
export function useEnabled(action: Action): boolean {
  // Each store is watched through the one answer, so that a component redraws only when it turns.
  const bySteered = useSteered(() => action.enabled(actionState()));
  useEngine((engine) => engine.status);
  useRefusal();
  useView((view) => view.panel);
  useView((view) => view.scrub);
  useRecipe((recipe) => recipe.past.length + recipe.future.length);
  return bySteered;
}
