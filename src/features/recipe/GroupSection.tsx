/** One group of options under its heading. */
import { type ConstantsName, type Recipe, type RecipeGroup } from '../../../workers/protocol';
import { editRecipe } from '../../state/recipeStore';
import { changesLine, GROUP_SENTENCES, GROUP_TITLES } from '../../text/recipe';
import { changedOptions, optionsOf, withOption } from './constants';
import styles from './GroupSection.module.css';
import { isInEffect } from './inEffect';
import { OptionRow } from './OptionRow';

export interface GroupSectionProps {
  readonly recipe: Recipe;
  readonly group: RecipeGroup;
  readonly constants: ConstantsName;
}

/** Folded away until asked for, open where something was changed at first sight. */
export function GroupSection({ recipe, group, constants }: GroupSectionProps) {
  const changes = changedOptions(recipe, constants).filter((each) => each.group === group).length;
  return (
    <details className={styles.group} name="recipe-group">
      <summary className={styles.summary}>
        <h3>{GROUP_TITLES[group]}</h3>
        {changes > 0 && <span className={styles.changes}>{changesLine(changes)}</span>}
        <span className={styles.sentence}>{GROUP_SENTENCES[group]}</span>
      </summary>
      <div className={styles.options}>
        {optionsOf(recipe, group).map((placed) => (
          <OptionRow
            key={placed.key}
            group={group}
            placed={placed}
            constants={constants}
            inEffect={isInEffect(recipe, group, placed.key)}
            onChange={(value) => editRecipe((now) => withOption(now, group, placed.key, value))}
          />
        ))}
      </div>
    </details>
  );
}
