/** All recorded steps of a run as one line: the scrubber's positions. */
import { type MetricId, type Stage, STAGES } from '../../../workers/protocol';
import type { SeriesStore } from '../../state/seriesStore';

export interface StageSteps {
  readonly stage: Stage;
  readonly steps: Uint32Array;
}

export interface Position {
  readonly stage: Stage;
  readonly step: number;
}

/** Metrics that may have a reading at every step, best first. */
const EVERY_STEP: readonly MetricId[] = ['loss', 'trainAccuracy', 'defenseAccuracy', 'cleanAccuracy'];

/** The recorded steps of each stage, in order of stages; stages without any are left out. */
export function recordedSteps(series: Pick<SeriesStore, 'points'>): readonly StageSteps[] {
  return STAGES.flatMap((stage) => {
    const metric = EVERY_STEP.find((each) => series.points(stage, each).steps.length > 0);
    return metric === undefined ? [] : [{ stage, steps: series.points(stage, metric).steps }];
  });
}

/** How many positions there are. */
export function positionCount(parts: readonly StageSteps[]): number {
  return parts.reduce((sum, { steps }) => sum + steps.length, 0);
}

/** What stands at position `index` (from 0); null outside. */
export function positionAt(parts: readonly StageSteps[], index: number): Position | null {
  let rest = index;
  for (const { stage, steps } of parts) {
    const step = steps[rest];
    if (rest < steps.length) return step === undefined ? null : { stage, step };
    rest -= steps.length;
  }
  return null;
}

/** Where a position stands on the line; the nearest recorded step at or before it, 0 where there is none. */
export function indexOf(parts: readonly StageSteps[], position: Position): number {
  let before = 0;
  for (const { stage, steps } of parts) {
    if (stage !== position.stage) {
      before += steps.length;
      continue;
    }
    const past = steps.findLastIndex((step) => step <= position.step);
    return before + Math.max(0, past);
  }
  return 0;
}
