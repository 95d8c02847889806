/** The stop line of the next run, to be dragged on the curves of the last one while nothing runs. */
import { useMemo } from 'react';
import { RECIPE_GROUPS } from '../../../workers/protocol';
import type { LevelChoice } from '../../charts/plotTypes';
import { editRecipe, useRecipe } from '../../state/recipeStore';
import { useRun } from '../../state/runStore';
import { hasEnded } from '../../state/transition';
import { UNLEARN_TEXT } from '../../text/run';
import { watchedAccuracy } from './readings';

const { min, max, step } = RECIPE_GROUPS.unlearn.stopAccuracy;

function setStop(stopAccuracy: number): void {
  editRecipe((recipe) => ({ ...recipe, unlearn: { ...recipe.unlearn, stopAccuracy } }));
}

/** Null while a run is alive, and where the next run's rule looks at no accuracy. */
export function useStopLevel(): LevelChoice | null {
  const canSet = useRun((run) => hasEnded(run.status));
  const value = useRecipe(({ recipe }) => watchedAccuracy(recipe).level);
  return useMemo(() => {
    if (!canSet || value === null) return null;
    return {
      value,
      label: UNLEARN_TEXT.nextStop,
      axis: 'right',
      name: UNLEARN_TEXT.stopLevel,
      limits: { from: min, to: max },
      step,
      onChange: setStop,
    };
  }, [canSet, value]);
}
