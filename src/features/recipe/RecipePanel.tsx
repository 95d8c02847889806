/** Every setting of a run, made from the descriptions in the protocol. */
import { Redo2, Undo2 } from 'lucide-react';
import { redoRecipe, undoRecipe, useRecipe } from '../../state/recipeStore';
import { useIsBusy } from '../../state/steered';
import { RECIPE_TEXT } from '../../text/recipe';
import { TriggerEditor } from '../trigger/TriggerEditor';
import { TRIGGER_TEXT } from '../../text/trigger';
import { AuthorsLine } from './AuthorsLine';
import { BranchNote } from './BranchNote';
import { constantsOf, GROUP_NAMES } from './constants';
import { ConstantsSwitch } from './ConstantsSwitch';
import { GroupSection } from './GroupSection';
import { RecipeJson } from './RecipeJson';
import styles from './RecipePanel.module.css';
import { SeedField } from './SeedField';
import { StrategySelect } from './StrategySelect';

function History() {
  const canUndo = useRecipe((state) => state.past.length > 0);
  const canRedo = useRecipe((state) => state.future.length > 0);
  return (
    <div className={styles.history}>
      <button type="button" disabled={!canUndo} onClick={undoRecipe}>
        <Undo2 size={16} aria-hidden="true" /> {RECIPE_TEXT.undo}
      </button>
      <button type="button" disabled={!canRedo} onClick={redoRecipe}>
        <Redo2 size={16} aria-hidden="true" /> {RECIPE_TEXT.redo}
      </button>
    </div>
  );
}

/** The content of the recipe panel. A running run keeps the recipe it was started with; changes are for the next. */
export function RecipePanel() {
  const recipe = useRecipe((state) => state.recipe);
  const isRunning = useIsBusy();
  const constants = constantsOf(recipe);
  return (
    <div className={styles.panel}>
      <History />
      {isRunning && <p className={styles.running}>{RECIPE_TEXT.forNextRun}</p>}
      <BranchNote recipe={recipe} />
      <ConstantsSwitch recipe={recipe} constants={constants} />
      <div className={styles.basics}>
        <SeedField seed={recipe.seed} />
        <StrategySelect strategy={recipe.strategy} />
      </div>
      <div>
        {GROUP_NAMES.map((group) => (
          <GroupSection key={group} recipe={recipe} group={group} constants={constants} />
        ))}
      </div>
      <section className={styles.section} aria-label={TRIGGER_TEXT.title}>
        <h3>{TRIGGER_TEXT.title}</h3>
        <TriggerEditor />
      </section>
      <RecipeJson recipe={recipe} />
      <AuthorsLine recipe={recipe} />
    </div>
  );
}
