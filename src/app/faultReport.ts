/** The text that "copy report" puts on the clipboard: everything needed to look into a fault, nothing about the user's files but their names. */
import type { AnyRecipe, Fault } from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { recipeStore } from '../state/recipeStore';
import { runStore } from '../state/runStore';

/** A fault with its surroundings, as indented JSON; `recipe` is that of the work it stopped. */
export function faultReport(fault: Fault, recipe: AnyRecipe = recipeStore.getState().recipe): string {
  const { device, model } = engineStore.getState();
  const { status, stage, job } = runStore.getState();
  return JSON.stringify(
    {
      fault,
      run: { status, stage, job },
      device,
      network:
        model === null ? null : { name: model.name, architecture: model.architecture, sha256: model.sha256 },
      recipe,
      browser: navigator.userAgent,
      page: `${location.origin}${location.pathname}`,
      time: new Date().toISOString(),
    },
    null,
    2,
  );
}
