/** What the button of a fault notice does. */
import { client } from '../client/engineClient';
import { goToOwnModel } from '../features/start/goToOwnModel';
import { RECIPE_GROUPS, type WatchOptions } from '../../workers/protocol';
import { dismissEngineFault } from '../state/engineStore';
import { editRecipe } from '../state/recipeStore';
import { canResume, dismissRunFault, runStore } from '../state/runStore';
import { setView } from '../state/viewStore';
import type { FaultActionId } from '../text/faults';

const { batchSize } = RECIPE_GROUPS.defense;
const { learningRate } = RECIPE_GROUPS.unlearn;
const { images, testImages, sweepImages } = RECIPE_GROUPS.watch;

/** Half of an option, at least its smallest value. */
function half(value: number, { min }: { readonly min: number }): number {
  return Math.max(min, Math.floor(value / 2));
}

function halveBatch(): void {
  editRecipe((recipe) => ({
    ...recipe,
    defense: { ...recipe.defense, batchSize: half(recipe.defense.batchSize, batchSize) },
  }));
  dismissRunFault();
}

function changeWatch(change: (watch: WatchOptions) => Partial<WatchOptions>): void {
  editRecipe((recipe) => ({ ...recipe, watch: { ...recipe.watch, ...change(recipe.watch) } }));
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

async function trustDevice(): Promise<void> {
  dismissEngineFault();
  const connected = await client.connect(undefined, true);
  if (connected.ok) await client.reopen();
}

const PERFORM: Readonly<Record<FaultActionId, () => void>> = {
  reload: () => location.reload(),
  'use-wasm': () => void connectWasm(),
  'trust-device': () => void trustDevice(),
  resume: () => void client.resumeRun(),
  'halve-batch': halveBatch,
  'watch-less': () => changeWatch((watch) => ({ images: half(watch.images, images) })),
  'measure-less': () =>
    changeWatch((watch) => ({
      testImages: half(watch.testImages, testImages),
      sweepImages: half(watch.sweepImages, sweepImages),
    })),
  'lower-rate': lowerRate,
  'open-recipe': () => setView({ panel: 'recipe' }),
  reconnect: () => {
    dismissEngineFault();
    void client.reopen();
  },
  load: goToOwnModel,
};

/** Whether the button makes sense now. */
export function canPerform(id: FaultActionId): boolean {
  return id !== 'resume' || canResume(runStore.getState());
}

/** Does what the button says. */
export function performFaultAction(id: FaultActionId): void {
  PERFORM[id]();
}
