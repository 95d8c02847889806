/** The attacker's training set, for defenses that begin there (ABL): made again where the network's file says how. */
import { poisonedAgain } from '../attacks/poisonedAgain';
import type { ImageSet } from '../data/images';
import { type DefenseRecipe } from '../protocol';
import { DEFENSES } from '../protocol/defenses/registry';
import type { LoadedModel } from './loadedModel';
import type { TellPhase } from './loadJobs';
import { drawTrainingShapes } from './trainingImages';

/** Null where the defense does not need it, or nobody can make it. */
export async function poisonedSetOf(
  { method }: DefenseRecipe,
  { summary, training }: Pick<LoadedModel, 'summary' | 'training'>,
  tell: TellPhase,
): Promise<ImageSet | null> {
  const { planted } = summary;
  if (!DEFENSES[method.id].needs.includes('poisoned-set')) return null;
  if (training?.data.kind !== 'shapes' || planted === null) return null;
  return poisonedAgain(training, planted, await drawTrainingShapes(training.data, tell));
}
