/** What the training stages are given, and what they yield after each batch. */
import type { ReadPace } from '../graph/readBack';
import type { MetricId } from '../protocol';
import type { Feed } from './feed';
import type { Learner } from './step';

/** Steps that a stage repeats from another run before its own options hold. */
export interface Repeated<Options> {
  readonly steps: number;
  /** Options of a step, counted from 1. */
  readonly optionsAt: (step: number) => Options;
}

/** What both training stages are given. */
export interface StageInput {
  readonly learner: Learner;
  readonly feed: Feed;
  /** Asked after each step: end here with what there is. */
  readonly endsNow?: () => boolean;
  /** Whether the caller looks at the learner itself after this step: then nothing is computed ahead of it. */
  readonly looksAfter?: (step: number) => boolean;
  /** How numbers are read back; the device's own pace by default. Changes no result. */
  readonly pace?: ReadPace;
}

/** The options of a step, counted from 1, and whether it repeats another run's. */
export function stepOptions<Options>(
  repeated: Repeated<Options> | undefined,
  own: Options,
  step: number,
): { readonly options: Options; readonly isRepeated: boolean } {
  return repeated !== undefined && step <= repeated.steps
    ? { options: repeated.optionsAt(step), isRepeated: true }
    : { options: own, isRepeated: false };
}

export interface StageReading {
  /** Steps done so far in this stage: 1 after the first. */
  readonly step: number;
  readonly epoch: number;
  /** Most steps the stage can take. */
  readonly limit: number;
  /** Only numbers a defender can measure. */
  readonly values: Readonly<Partial<Record<MetricId, number>>>;
}
