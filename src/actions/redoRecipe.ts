/** Brings back what undo took away. */
import { redoRecipe as redo } from '../state/recipeStore';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const redoRecipe: Action = {
  id: 'redo',
  label: ACTION_LABELS.redo,
  shortcut: 'Mod+Shift+z',
  enabled: ({ canRedo }) => canRedo,
  perform: redo,
};
