/** Takes back the last change of the recipe. */
import { undoRecipe as undo } from '../state/recipeStore';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const undoRecipe: Action = {
  id: 'undo',
  label: ACTION_LABELS.undo,
  shortcut: 'Mod+z',
  enabled: ({ canUndo }) => canUndo,
  perform: undo,
};
