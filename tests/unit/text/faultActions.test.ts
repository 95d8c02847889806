/** The button under a fault of memory. */
import { expect, it } from 'vitest';
import { performFaultAction } from '../../../src/app/faultActions';
import { editRecipe, firstRecipe, recipeStore, setRecipe } from '../../../src/state/recipeStore';
import { runStore } from '../../../src/state/runStore';
import { faultText } from '../../../src/text/faults';

const batchSize = () => recipeStore.getState().recipe.defense.batchSize;
const GB = { needBytes: 6.4e9, limitBytes: 3.9e9, batch: 128 };

it.each(['memory-short', 'out-of-memory'] as const)('%s: half the batch, down to the smallest', (code) => {
  setRecipe(firstRecipe(), 'x');
  editRecipe((recipe) => ({ ...recipe, defense: { ...recipe.defense, batchSize: 128 } }));
  const fault = { code, params: {} };
  runStore.setState({ fault });
  const [action] = faultText(fault).actions;
  if (action === undefined) throw new Error('nothing is offered');
  performFaultAction(action);
  expect(batchSize()).toBe(64);
  expect(runStore.getState().fault).toBeNull();
  for (let again = 0; again < 9; again++) performFaultAction(action);
  expect(batchSize()).toBe(2);
});

it('says what is needed and what there is', () => {
  expect(faultText({ code: 'memory-short', params: { ...GB, piece: 'all' } }).cause).toBe(
    'A step on 128 images needs about 6.4 GB; 3.9 GB are left here.',
  );
  expect(faultText({ code: 'memory-short', params: { ...GB, piece: 'one' } }).cause).toBe(
    'A step on 128 images needs 6.4 GB in one piece; the graphics card gives 3.9 GB at most.',
  );
});
