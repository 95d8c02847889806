/** Says which steps of another run this recipe repeats before its own settings hold. */
import { GitBranch } from 'lucide-react';
import {
  BRANCH_STAGES,
  NO_BRANCHES,
  type Recipe,
  repeatedSteps,
  withoutBranches,
} from '../../../workers/protocol';
import { editRecipe } from '../../state/recipeStore';
import { BRANCH_TEXT } from '../../text/recipe';
import styles from './RecipePanel.module.css';

/** "Repeats Unlearn up to step 12": one phrase per stage that is repeated; empty from the beginning. */
export function branchPhrases({ branches = NO_BRANCHES }: Recipe): readonly string[] {
  return BRANCH_STAGES.flatMap((stage) => {
    const steps = repeatedSteps(branches[stage]);
    return steps === 0 ? [] : [BRANCH_TEXT.repeats(stage, steps)];
  });
}

export function BranchNote({ recipe }: { readonly recipe: Recipe }) {
  const phrases = branchPhrases(recipe);
  if (phrases.length === 0) return null;
  return (
    <div className={styles.running}>
      <p>
        <GitBranch size={16} aria-hidden="true" /> {phrases.join('; ')}. {BRANCH_TEXT.after}
      </p>
      <button type="button" onClick={() => editRecipe(withoutBranches)}>
        {BRANCH_TEXT.fromBeginning}
      </button>
    </div>
  );
}
