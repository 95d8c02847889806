import { expect, it } from 'vitest';
import {
  editRecipe,
  firstRecipe,
  recipeStore,
  redoRecipe,
  setRecipe,
  undoRecipe,
} from '../../../src/state/recipeStore';

const seed = () => recipeStore.getState().recipe.seed;
const withSeed = (value: number) => editRecipe((recipe) => ({ ...recipe, seed: value }));

it('undoes and redoes edits; a new edit forgets what was undone', () => {
  setRecipe(firstRecipe(), 'x');
  withSeed(1);
  withSeed(2);
  undoRecipe();
  expect(seed()).toBe(1);
  redoRecipe();
  expect(seed()).toBe(2);
  undoRecipe();
  withSeed(3);
  redoRecipe();
  expect(seed()).toBe(3);
});

it('an edit that changes nothing leaves no trace', () => {
  const { past } = recipeStore.getState();
  editRecipe((recipe) => recipe);
  expect(recipeStore.getState().past).toBe(past);
});

it('undo at the very beginning does nothing', () => {
  recipeStore.setState({ past: [] });
  const before = recipeStore.getState().recipe;
  undoRecipe();
  expect(recipeStore.getState().recipe).toBe(before);
});
