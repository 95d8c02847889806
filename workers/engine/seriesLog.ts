/** Keeps every point of a run for its report. */
import type { AnyStage, EngineEvent, MetricId, SeriesRecord } from '../protocol';

export class SeriesLog {
  private readonly records = new Map<
    string,
    { stage: AnyStage; metric: MetricId; steps: number[]; values: number[] }
  >();

  /** Notes one value and answers the event that says so; a value that is no number is left out. */
  point(stage: AnyStage, metric: MetricId, step: number, value: number): EngineEvent[] {
    if (!Number.isFinite(value)) return [];
    const key = `${stage}/${metric}`;
    const record = this.records.get(key) ?? { stage, metric, steps: [], values: [] };
    this.records.set(key, record);
    // A stage's last step may be read twice, on the way and at its end: steps only rise.
    if (record.steps[record.steps.length - 1] === step) return [];
    record.steps.push(step);
    record.values.push(value);
    return [{ kind: 'points', stage, metric, steps: Uint32Array.of(step), values: Float32Array.of(value) }];
  }

  /** All series so far. */
  list(): SeriesRecord[] {
    return [...this.records.values()];
  }
}
