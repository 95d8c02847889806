import type { DetectionRecipe } from '../../../workers/protocol';
import { useDetection } from '../../state/detectStore';
import type { Emptiness } from './emptyWords';
import { usePlannedDetection } from './usePlannedDetection';

/** How far the detection on the page is; before one has begun the form says what will be asked. */
export function useEmptiness(asks: (detect: DetectionRecipe['detect']) => boolean): Emptiness {
  const planned = usePlannedDetection();
  const started = useDetection((detection) => detection.recipe);
  const status = useDetection((detection) => detection.status);
  const hasReport = useDetection((detection) => detection.report !== null);
  return { status, hasReport, isAsked: asks((started ?? planned).detect) };
}
