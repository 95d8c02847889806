import type { ImageSet } from '../data/images';
import type { TriggerOverlap } from '../protocol';
import type { FoundTrigger } from './neuralCleanse';
/** Placeholder until merged. */
export function overlapOf(
  _found: Pick<FoundTrigger, 'mask' | 'pattern'>,
  _clean: ImageSet,
  _planted: ImageSet,
): TriggerOverlap {
  return { iou: 0, correlation: 0 };
}
