/** Which parameters move in which stage: the paper's ablation. */
import { useId, useState } from 'react';
import { STRATEGIES, type Strategy } from '../../../workers/protocol';
import { editRecipe } from '../../state/recipeStore';
import { RECIPE_TEXT, STRATEGY_NAMES } from '../../text/recipe';
import styles from './fields.module.css';
import { WhyButton } from './WhyButton';

/** Writes the strategy of the recipe. */
export function StrategySelect({ strategy }: { readonly strategy: Strategy }) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={styles.field}>
      <span className={styles.control}>
        <label htmlFor={id}>{RECIPE_TEXT.strategy}</label>
        <WhyButton
          label={RECIPE_TEXT.strategy}
          controls={`${id}-help`}
          isOpen={isOpen}
          onToggle={setIsOpen}
        />
      </span>
      <select
        id={id}
        className={styles.select}
        value={strategy}
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
      <p id={`${id}-help`} className={styles.unit} hidden={!isOpen}>
        {RECIPE_TEXT.strategyHelp}
      </p>
    </div>
  );
}
