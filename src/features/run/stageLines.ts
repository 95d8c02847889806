/** The lines of a stage's chart, from the series: the run's own and, faint, those of the run before. */
import { type AnyStage, METRICS, type MetricId } from '../../../workers/protocol';
import type { LineSeries } from '../../charts/plotTypes';
import type { PointView } from '../../state/series';

/** Where the readings come from; the page's `series` is one. */
export interface PointSource {
  points(stage: AnyStage, metric: MetricId): PointView;
  ghost(stage: AnyStage, metric: MetricId): PointView;
}

const DRAWN: readonly MetricId[] = [
  'loss',
  'trainAccuracy',
  'defenseAccuracy',
  'cleanAccuracy',
  'attackSuccessRate',
];

/** Blue belongs to the accuracy the stage is judged by; the other defender lines stand back. */
function colourOf(metric: MetricId, watched: MetricId): Pick<LineSeries, 'color'> {
  if (METRICS[metric].pen === 'oracle') return {};
  if (metric === watched) return { color: '--defender' };
  return { color: metric === 'loss' ? '--ink-soft' : '--cut' };
}

/** Loss on the left axis, accuracies on the right. Metrics without a reading leave no line. */
export function stageLines(
  source: PointSource,
  stage: AnyStage,
  watched: MetricId,
  metrics: readonly MetricId[] = DRAWN,
): readonly LineSeries[] {
  return metrics.flatMap((metric): LineSeries[] => {
    const { label, pen, unit } = METRICS[metric];
    const axis = unit === 'nats' ? 'left' : 'right';
    const line = { label, pen, axis, ...colourOf(metric, watched) } as const;
    const ghost = source.ghost(stage, metric);
    const own = source.points(stage, metric);
    return [
      ...(ghost.values.length > 0 ? [{ ...line, id: `ghost-${metric}`, ...ghost, ghost: true }] : []),
      ...(own.values.length > 0 ? [{ ...line, id: metric, ...own }] : []),
    ];
  });
}
