/** The three named sets of constants: choosing one replaces every option, and undo brings them back. */
import { useId } from 'react';
import { CONSTANTS, type ConstantsName, type Recipe } from '../../../workers/protocol';
import { editRecipe } from '../../state/recipeStore';
import { changesLine, CONSTANTS_NAMES, CONSTANTS_SENTENCES, RECIPE_TEXT } from '../../text/recipe';
import { changedOptions, withConstants } from './constants';
import styles from './ConstantsSwitch.module.css';

export interface ConstantsSwitchProps {
  readonly recipe: Recipe;
  /** The set the recipe stands on. */
  readonly constants: ConstantsName;
}

function choose(name: ConstantsName): void {
  editRecipe((recipe) => (changedOptions(recipe, name).length === 0 ? recipe : withConstants(recipe, name)));
}

/** Radio buttons; the set in use says how many options differ from it, and can be chosen again to lose them. */
export function ConstantsSwitch({ recipe, constants }: ConstantsSwitchProps) {
  const name = useId();
  const changes = changedOptions(recipe, constants).length;
  return (
    <fieldset className={styles.switch}>
      <legend className={styles.legend}>{RECIPE_TEXT.constants}</legend>
      {CONSTANTS.map((each) => (
        <label key={each} className={styles.choice}>
          <input type="radio" name={name} checked={each === constants} onChange={() => choose(each)} />
          <span>
            <b>{CONSTANTS_NAMES[each]}</b>
            {each === constants && changes > 0 && (
              <span className={styles.changes}>{changesLine(changes)}</span>
            )}
            <span className={styles.sentence}>{CONSTANTS_SENTENCES[each]}</span>
          </span>
        </label>
      ))}
      {changes > 0 ? (
        <button type="button" className={styles.all} onClick={() => choose(constants)}>
          {RECIPE_TEXT.resetAll(CONSTANTS_NAMES[constants])}
        </button>
      ) : (
        <p className={styles.sentence}>{RECIPE_TEXT.replaces}</p>
      )}
    </fieldset>
  );
}
