/** Takes the step that is looked back at as the place to go on from with other settings: opens the recipe of that run. */
import { branchAt, BRANCH_STAGES, type BranchStage } from '../../workers/protocol';
import { recipeStore, setRecipe } from '../state/recipeStore';
import { recipeOfRun, runStore } from '../state/runStore';
import { isAlive } from '../state/transition';
import { setView, type ViewState, viewStore } from '../state/viewStore';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

function branchPoint(
  scrub: ViewState['scrub'],
): { readonly stage: BranchStage; readonly step: number } | null {
  const stage = BRANCH_STAGES.find((each) => each === scrub?.stage);
  return stage === undefined || scrub === null ? null : { stage, step: scrub.step };
}

export const branchRun: Action = {
  id: 'branch',
  label: ACTION_LABELS.branch,
  shortcut: 'b',
  enabled: ({ status, recorded, scrub }) =>
    branchPoint(scrub) !== null && status !== 'idle' && (recorded || !isAlive(status)),
  perform: () => {
    const point = branchPoint(viewStore.getState().scrub);
    const recipe = recipeOfRun(runStore.getState());
    if (point === null || recipe === null) return;
    setRecipe(branchAt(recipe, point.stage, point.step), recipeStore.getState().presetId);
    setView({ panel: 'recipe' });
  },
};
