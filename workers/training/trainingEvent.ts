/** What every training says as it goes on. */
import type { AnyStage, MetricId } from '../protocol';

export type TrainingEvent =
  | { readonly kind: 'stage'; readonly stage: AnyStage }
  | {
      /** One step of learning; steps are counted from 1 within a stage. */
      readonly kind: 'step';
      readonly stage: AnyStage;
      readonly step: number;
      readonly limit: number;
      readonly values: Partial<Record<MetricId, number>>;
    };
