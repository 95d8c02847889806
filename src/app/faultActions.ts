/** What the button of a fault notice does. */
import { client } from '../client/engineClient';
import { RECIPE_GROUPS } from '../../workers/protocol';
import { dismissEngineFault } from '../state/engineStore';
import { editRecipe } from '../state/recipeStore';
import { dismissRunFault, runStore } from '../state/runStore';
import { can } from '../state/transition';
import { setView } from '../state/viewStore';
import type { FaultActionId } from '../text/faults';

const { batchSize } = RECIPE_GROUPS.defense;
const { learningRate } = RECIPE_GROUPS.unlearn;

function halveBatch(): void {
  editRecipe((recipe) => {
    const half = Math.max(batchSize.min, Math.floor(recipe.defense.batchSize / 2));
    return { ...recipe, defense: { ...recipe.defense, batchSize: half } };
  });
  dismissRunFault();
}

function lowerRate(): void {
  editRecipe((recipe) => {
    const third = Number((recipe.unlearn.learningRate / 3).toPrecision(2));
    const rate = Math.max(learningRate.min, third);
    return { ...recipe, unlearn: { ...recipe.unlearn, learningRate: rate } };
  });
  dismissRunFault();
}

async function connectWasm(): Promise<void> {
  dismissEngineFault();
  const connected = await client.connect('wasm');
  if (connected.ok) await client.reopen();
}

const PERFORM: Readonly<Record<FaultActionId, () => void>> = {
  reload: () => location.reload(),
  'use-wasm': () => void connectWasm(),
  resume: () => void client.resumeRun(),
  'halve-batch': halveBatch,
  'lower-rate': lowerRate,
  'open-recipe': () => setView({ panel: 'recipe' }),
  reconnect: () => {
    dismissEngineFault();
    void client.reopen();
  },
  load: () => setView({ place: 'run' }),
};

/** Whether the button makes sense now. */
export function canPerform(id: FaultActionId): boolean {
  if (id !== 'resume') return true;
  const { status, job, recorded } = runStore.getState();
  return job !== null && !recorded && can('resumeRun', status);
}

/** Does what the button says. */
export function performFaultAction(id: FaultActionId): void {
  PERFORM[id]();
}
