/** Which parameters move in which stage: the paper's ablation. */
import { useId } from 'react';
import { STRATEGIES, type Strategy } from '../../../workers/protocol';
import { editRecipe } from '../../state/recipeStore';
import { RECIPE_TEXT, STRATEGY_NAMES } from '../../text/recipe';
import styles from './fields.module.css';

/** Writes the strategy of the recipe. */
export function StrategySelect({ strategy }: { readonly strategy: Strategy }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{RECIPE_TEXT.strategy}</label>
      <select
        id={id}
        className={styles.select}
        value={strategy}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          const chosen = STRATEGIES.find((each) => each === event.target.value);
          if (chosen !== undefined) editRecipe((recipe) => ({ ...recipe, strategy: chosen }));
        }}
      >
        {STRATEGIES.map((each) => (
          <option key={each} value={each}>
            {STRATEGY_NAMES[each]}
          </option>
        ))}
      </select>
      <p id={`${id}-help`} className={styles.unit}>
        {RECIPE_TEXT.strategyHelp}
      </p>
    </div>
  );
}
