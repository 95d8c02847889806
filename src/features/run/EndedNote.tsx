/** What stands over the stages when a run ended early: what is kept, and the ways on. The cause stands in the page's notice. */
import type { Recipe } from '../../../workers/protocol';
import { whenDrawn } from '../../app/whenDrawn';
import { client } from '../../client/engineClient';
import { editRecipe, useRecipe } from '../../state/recipeStore';
import { canResume, useRun } from '../../state/runStore';
import { CANCELLED_TEXT, FAILED_TEXT } from '../../text/run';
import styles from './OutcomeCard.module.css';
import { gentlerRecipe } from './gentler';
import { START_BUTTON_ID } from './StartButton';

function runGentler(): void {
  editRecipe(gentlerRecipe);
  void client.startRun();
}

function gentlerLabel(recipe: Recipe): string {
  const { unlearn } = gentlerRecipe(recipe);
  return unlearn.stepRule === 'loss-scaled'
    ? FAILED_TEXT.smaller(String(unlearn.gainPerStep))
    : FAILED_TEXT.gentler(String(unlearn.learningRate));
}

/** The note goes with the run: the focus passes to the button that starts the next one. */
function discard(): void {
  client.discardRun();
  whenDrawn(START_BUTTON_ID, (button) => button.focus());
}

export function EndedNote() {
  const recipe = useRecipe((state) => state.recipe);
  const status = useRun((run) => run.status);
  const fault = useRun((run) => run.fault);
  const recorded = useRun((run) => run.recorded);
  const hasBegun = useRun((run) => run.stages.unlearn.done > 0);
  const mayResume = useRun(canResume);
  if (recorded || (status !== 'failed' && status !== 'cancelled')) return null;
  const words = status === 'failed' ? FAILED_TEXT : CANCELLED_TEXT;
  return (
    <section className={styles.card} aria-labelledby="run-ended">
      <h3 id="run-ended">{words.title}</h3>
      <p>{hasBegun ? words.kept : CANCELLED_TEXT.nothing}</p>
      <div className={styles.ways}>
        {fault?.code === 'diverged' && (
          <button type="button" onClick={runGentler}>
            {gentlerLabel(recipe)}
          </button>
        )}
        {mayResume && fault?.code !== 'diverged' && (
          <button type="button" onClick={() => void client.resumeRun()}>
            {FAILED_TEXT.resume}
          </button>
        )}
        <button type="button" data-quiet onClick={discard}>
          {CANCELLED_TEXT.discard}
        </button>
      </div>
    </section>
  );
}
