/** The recipe in a few lines, for the left column: constants, rule, seed, and what was changed. */
import { SlidersHorizontal } from 'lucide-react';
import { RECIPE_GROUPS } from '../../../workers/protocol';
import { useRecipe } from '../../state/recipeStore';
import { setView } from '../../state/viewStore';
import { constantsLine, RECIPE_TEXT } from '../../text/recipe';
import { branchPhrases } from './BranchNote';
import { changedOptions, constantsOf } from './constants';
import styles from './RecipeSummary.module.css';
import { valueText } from './valueText';

/** More changes than this are only counted. */
const SHOWN_CHANGES = 4;

/** Reads the recipe on the page; its button opens the recipe panel. */
export function RecipeSummary() {
  const recipe = useRecipe((state) => state.recipe);
  const constants = constantsOf(recipe);
  const changes = changedOptions(recipe, constants);
  return (
    <div className={styles.summary}>
      <p className={styles.head}>
        <span>
          {constantsLine(constants, changes.length)}, {RECIPE_TEXT.seed.toLowerCase()} {recipe.seed}
        </span>
        <button type="button" data-quiet="" onClick={() => setView({ panel: 'recipe' })}>
          <SlidersHorizontal size={16} aria-hidden="true" /> {RECIPE_TEXT.edit}
        </button>
      </p>
      <p className={styles.soft}>{valueText(RECIPE_GROUPS.prune.rule, recipe.prune.rule)}</p>
      {branchPhrases(recipe).map((phrase) => (
        <p key={phrase} className={styles.soft}>
          {phrase}
        </p>
      ))}
      {changes.length > 0 && (
        <ul className={styles.changes}>
          {changes.slice(0, SHOWN_CHANGES).map(({ group, key, option, value }) => (
            <li key={`${group}.${key}`}>
              <span className={styles.soft}>{option.label}</span> {valueText(option, value)}
            </li>
          ))}
          {changes.length > SHOWN_CHANGES && <li className={styles.soft}>…</li>}
        </ul>
      )}
    </div>
  );
}
