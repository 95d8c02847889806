/**
 * Adaptive-Blend (Qi et al. 2023): x' = x + a M (T - x) with half of the tiles M drawn for each image, y' = target on a share of the
 * images; on others, the cover, the label stays. The test has the whole picture T: M = 1 (spec 2.12).
 */
import type { AttackOptions } from '../protocol';
import { poisoningAttack, type PoisonPlan } from './poisoning';

/** Which images are poisoned, and how. */
export function poisoningPlan({ rate, cover, from, tiles }: AttackOptions<'a-blend'>): PoisonPlan {
  return { rate, cover, from, tiles: Number(tiles), mode: 'dirty-label' };
}

/** The attack. */
export const aBlend = poisoningAttack<'a-blend'>(poisoningPlan);
