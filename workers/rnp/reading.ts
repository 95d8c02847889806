/** What the stages yield after each batch. */
import type { MetricId } from '../protocol';

/** Steps that a stage repeats from another run before its own options hold. */
export interface Repeated<Options> {
  readonly steps: number;
  /** Options of a step, counted from 1. */
  readonly optionsAt: (step: number) => Options;
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
