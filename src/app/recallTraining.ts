/** Puts a training that this tab did not see the end of back into the place Attack. */
import { parseAttackRecipe } from '../../workers/protocol/attackRecipe';
import { forgetTraining } from '../client/tabTraining';
import { attackStore, putAttack } from '../state/attackStore';
import { emptyTraining, trainStore } from '../state/trainStore';

/** Shows it as cut off, with its recipe on the form; what another version of the page wrote down is forgotten. */
export function recallTraining(json: string): void {
  if (trainStore.getState().status !== 'idle') return;
  try {
    const recipe = parseAttackRecipe(JSON.parse(json));
    const interrupted = { status: 'cancelled', stage: 'train', isInterrupted: true } as const;
    trainStore.setState({ ...emptyTraining(), ...interrupted, recipe });
    // Images of the user's are those that are open: the form never names them.
    const { data } = attackStore.getState().recipe;
    putAttack(recipe.data.kind === 'shapes' ? recipe : { ...recipe, data });
  } catch {
    forgetTraining();
  }
}
