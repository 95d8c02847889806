import { useMemo } from 'react';
import type { DetectionRecipe } from '../../../workers/protocol';
import { useDetectPlan } from '../../state/detectPlanStore';
import { useRecipe } from '../../state/recipeStore';
import { plannedDetection } from './plannedDetection';

/** The recipe that the button would start. */
export function usePlannedDetection(): DetectionRecipe {
  const plan = useDetectPlan((state) => state);
  const recipe = useRecipe((state) => state.recipe);
  return useMemo(() => plannedDetection(plan, recipe), [plan, recipe]);
}
