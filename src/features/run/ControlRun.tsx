/** The way from "no backdoor found" to the control run; nothing where the presets could not be fetched. */
import type { Recipe } from '../../../workers/protocol';
import { setRecipe } from '../../state/recipeStore';
import { CONTROL_TEXT } from '../../text/run';
import { usePresets } from '../start/usePresets';
import { CONTROL_PRESET, controlRecipe, isControl } from './control';
import styles from './OutcomeCard.module.css';
import { startHere } from './StartButton';

export function ControlRun({ recipe }: { readonly recipe: Recipe }) {
  const control = usePresets()?.find(({ id }) => id === CONTROL_PRESET);
  if (control === undefined) return null;
  if (isControl(recipe, control)) return <p>{CONTROL_TEXT.isControl}</p>;
  const run = (): void => {
    setRecipe(controlRecipe(recipe, control), control.id);
    startHere();
  };
  return (
    <div className={styles.ways}>
      <button type="button" onClick={run}>
        {CONTROL_TEXT.run}
      </button>
    </div>
  );
}
