import type { Recipe, Stage } from '../../../workers/protocol';

/** The file whose masks stand in for what a stage would learn; null where the stage runs. */
export function givenMasks({ masks }: Recipe, stage: Stage): string | null {
  return masks === undefined || stage === 'prune' ? null : masks.name;
}
