/** The seed, with a die. */
import { Dices } from 'lucide-react';
import { editRecipe } from '../../state/recipeStore';
import { RECIPE_TEXT } from '../../text/recipe';
import { NumberField } from './NumberField';
import styles from './SeedField.module.css';

const LIMITS = { min: 0, max: 0xffffffff, integer: true } as const;
/** Thrown seeds are short, so that people can say them. */
const DICE_SIDES = 10_000;

function setSeed(seed: number): void {
  editRecipe((recipe) => (recipe.seed === seed ? recipe : { ...recipe, seed }));
}

/** Which numbers the die throws decides no result: only the seed in the recipe does. */
export function SeedField({ seed }: { readonly seed: number }) {
  return (
    <div className={styles.seed}>
      <NumberField
        label={RECIPE_TEXT.seed}
        value={seed}
        limits={LIMITS}
        step={1}
        unit=""
        onChange={setSeed}
      />
      <button
        type="button"
        title={RECIPE_TEXT.dice}
        aria-label={RECIPE_TEXT.dice}
        onClick={() => setSeed(Math.floor(Math.random() * DICE_SIDES))}
      >
        <Dices size={18} aria-hidden="true" />
      </button>
    </div>
  );
}
