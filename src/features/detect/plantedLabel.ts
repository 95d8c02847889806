import type { DetectionReport } from '../../../workers/protocol';

/** The one label that the recipe's trigger aims at; null where it is not known, or each class has a label of its own. */
export function plantedLabel({
  recipe,
  verdict,
}: Pick<DetectionReport, 'recipe' | 'verdict'>): number | null {
  const { trigger } = recipe;
  if (trigger === null || verdict.caveats.includes('all-to-all')) return null;
  return trigger.labels?.kind === 'all-to-all' ? null : trigger.target;
}
