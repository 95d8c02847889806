/** The negative control: the same settings on a prepared network that was taught nothing secret. */
import type { Recipe } from '../../../workers/protocol';
import { presetRecipe, type Preset } from '../../link/preset';

/** The preset that is the control. */
export const CONTROL_PRESET = 'clean-16';

/** Every setting of the run, on the network, pictures and trigger of the control. */
export function controlRecipe({ branches: _, ...settings }: Recipe, control: Preset): Recipe {
  const { model, data, trigger } = presetRecipe(control);
  return { ...settings, model, data, trigger };
}

/** Whether a run was of the control itself. */
export function isControl({ model }: Pick<Recipe, 'model'>, control: Pick<Preset, 'zooId'>): boolean {
  return model.kind === 'zoo' && model.id === control.zooId;
}
