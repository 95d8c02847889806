/** The way from "no backdoor found" to the control run. */
import type { Recipe } from '../../../workers/protocol';
import { setRecipe } from '../../state/recipeStore';
import { CONTROL_TEXT } from '../../text/run';
import { usePresets } from '../start/usePresets';
import { CONTROL_PRESET, controlRecipe, isControl } from './control';
import styles from './OutcomeCard.module.css';
import { startHere } from './StartButton';

interface ControlRunProps {
  readonly recipe: Recipe;
  /** What the control is good for. */
  readonly next: string;
}

export function ControlRun({ recipe, next }: ControlRunProps) {
  const control = usePresets()?.find(({ id }) => id === CONTROL_PRESET);
  if (control === undefined) return <p>{next}</p>;
  if (isControl(recipe, control)) return <p>{CONTROL_TEXT.isControl}</p>;
  const run = (): void => {
    setRecipe(controlRecipe(recipe, control), control.id);
    startHere();
  };
  return (
    <>
      <p>{next}</p>
      <div className={styles.ways}>
        <button type="button" onClick={run}>
          {CONTROL_TEXT.run}
        </button>
      </div>
    </>
  );
}
