/** What is trained in this tab is written down while it lasts: a training outlives a reload, its snapshots lie in the browser's database. */
import type { AttackRecipe } from '../../workers/protocol';
import { tabMemory } from './tabMemory';

export const {
  remember: rememberTraining,
  forget: forgetTraining,
  remembered: rememberedTraining,
} = tabMemory<AttackRecipe>('rnp-tab-training');
