/** The attacker's training set, for defenses that begin there (ABL): made again where it is known how the network was trained. */
import { poisonedAgain } from '../attacks/poisonedAgain';
import type { ImageSet } from '../data/images';
import type { AttackRecipe, DefenseRecipe, Trigger } from '../protocol';
import { DEFENSES } from '../protocol/defenses/registry';
import type { TellPhase } from './loadJobs';
import { drawTrainingShapes } from './trainingImages';

/** How a network was trained, and what was planted then. */
export interface KnownTraining {
  readonly recipe: AttackRecipe;
  readonly planted: Trigger | null;
}

/** Null where the defense does not need it, or nobody can make it. */
export async function poisonedSetOf(
  { method }: DefenseRecipe,
  trainingOf: () => Promise<KnownTraining | null>,
  tell: TellPhase,
): Promise<ImageSet | null> {
  if (!DEFENSES[method.id].needs.includes('poisoned-set')) return null;
  const training = await trainingOf();
  if (training === null || training.planted === null || training.recipe.data.kind !== 'shapes') return null;
  const { planted, recipe } = training;
  return poisonedAgain(recipe, planted, await drawTrainingShapes(training.recipe.data, tell));
}
