/** Every series of a report as one long table: stage, metric, who can know it, step, value. */
import { METRICS, type Report } from '../../../workers/protocol';
import { toCsv } from '../../charts/csv';

/** The CSV text; one row per reading. */
export function seriesCsv(report: Report): string {
  const rows = report.series.flatMap(({ stage, metric, steps, values }) =>
    steps.map((step, i) => [
      stage,
      metric,
      METRICS[metric].pen,
      METRICS[metric].unit,
      step,
      values[i] ?? NaN,
    ]),
  );
  return toCsv({ columns: ['stage', 'metric', 'pen', 'unit', 'step', 'value'], rows });
}
