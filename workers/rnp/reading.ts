/** What the stages yield after each batch. */
import type { MetricId } from '../protocol';

export interface StageReading {
  /** Steps done so far in this stage: 1 after the first. */
  readonly step: number;
  readonly epoch: number;
  /** Most steps the stage can take. */
  readonly limit: number;
  /** Only numbers a defender can measure. */
  readonly values: Readonly<Partial<Record<MetricId, number>>>;
}
