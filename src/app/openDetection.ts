/** Detections from outside, as files or from before a reload: a report is shown in the place Detect, a recipe goes onto its form. */
import { createRecipe, FaultError } from '../../workers/protocol';
import { parseDetectionRecipe } from '../../workers/protocol/detectionRecipe';
import { showDetection } from '../client/detectCommands';
import { ensureLoaded } from '../client/ensureLoaded';
import { forgetDetection, rememberedDetection } from '../client/tabDetection';
import { restoreDetectionReport } from '../link/restoreDetectionReport';
import { detectPlanStore, planOf } from '../state/detectPlanStore';
import { detectStore } from '../state/detectStore';
import { setRecipe } from '../state/recipeStore';
import { setView } from '../state/viewStore';

/** Shows a report. Throws `run-busy` while a detection is under way, and as {@link restoreDetectionReport}. */
export function openDetectionReport(json: string): void {
  if (!showDetection(restoreDetectionReport(json))) throw new FaultError('run-busy');
  setView({ place: 'detect', panel: null });
}

/** Puts a recipe onto the form, its network, images, trigger and seed onto the page's. Throws `recipe-invalid`. */
export function openDetectionRecipe(json: string): void {
  const recipe = parseDetectionRecipe(JSON.parse(json));
  const { data, model, seed, trigger } = recipe;
  const whole = createRecipe({ data, model, seed, trigger });
  setRecipe(whole);
  detectPlanStore.setState(planOf(recipe));
  void ensureLoaded(whole);
  setView({ place: 'detect', panel: null });
}

/** Shows the last report of this tab; false where there is none. What another version of the page wrote down is forgotten. */
export function showLastDetection(): boolean {
  const json = rememberedDetection();
  if (json === null) return false;
  try {
    return showDetection(restoreDetectionReport(json));
  } catch {
    forgetDetection();
    return false;
  }
}

/** The same after a reload, as long as no other detection is on the page. */
export function recallDetection(): void {
  if (detectStore.getState().status === 'idle') showLastDetection();
}
