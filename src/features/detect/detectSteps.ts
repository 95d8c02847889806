/** The parts of a detection and how far they are. Pure. */
import type { AnyStage, DetectionRecipe } from '../../../workers/protocol';
import { DETECT_STEPS } from '../../text/detect';

export type DetectStep = 'unlearn' | 'repair' | 'search' | 'overlay';

export interface StepState {
  readonly step: DetectStep;
  readonly name: string;
  readonly state: keyof typeof DETECT_STEPS.states;
}

const STEP_OF_STAGE: Readonly<Partial<Record<AnyStage, DetectStep>>> = {
  unlearn: 'unlearn',
  recover: 'repair',
  prune: 'repair',
  search: 'search',
  overlay: 'overlay',
};

/** The part that a stage belongs to; null before the first. */
export function stepOf(stage: AnyStage | null): DetectStep | null {
  return stage === null ? null : (STEP_OF_STAGE[stage] ?? null);
}

/** The parts that a recipe asks for, in their order. */
export function detectSteps(
  { detect }: Pick<DetectionRecipe, 'detect'>,
  stage: AnyStage | null,
  hasTest: boolean,
): readonly StepState[] {
  const asked: Readonly<Record<DetectStep, boolean>> = {
    unlearn: true,
    repair: detect.repairs,
    search: detect.searched !== 'none',
    overlay: detect.strips && hasTest,
  };
  const steps = (Object.keys(asked) as DetectStep[]).filter((step) => asked[step]);
  const now = stepOf(stage);
  const at = now === null ? -1 : steps.indexOf(now);
  return steps.map((step, place) => ({
    step,
    name: DETECT_STEPS[step],
    state: place < at ? 'done' : place === at ? 'running' : 'waiting',
  }));
}
