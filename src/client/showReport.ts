/** Shows a stored report as a finished run: the same stores, filled at once. */
import { type Report, type Stage, STAGES } from '../../workers/protocol';
import { reportSweep } from '../state/reportSweep';
import { emptyRun, isRunning, runStore, type StageProgress } from '../state/runStore';
import { series } from '../state/series';
import { stopReplay } from './replay';

const BINS = 20;

/** The histogram of a report's final masks, as the engine would have sent it. */
function finalMasks({ masks, recover }: Report): Parameters<typeof series.append>[0] {
  const edges = Float32Array.from({ length: BINS + 1 }, (_, i) => i / BINS);
  const sites = masks.map(({ site, values }) => {
    const counts = new Uint32Array(BINS);
    for (const value of values) {
      const bin = Math.min(BINS - 1, Math.floor(value * BINS));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { site, counts };
  });
  const values = Float32Array.from(masks.flatMap((site) => site.values));
  return { kind: 'masks', step: recover.steps, edges, sites, values };
}

function isStage(stage: string): stage is Stage {
  return STAGES.some((each) => each === stage);
}

function fillSeries(report: Report): void {
  series.reset();
  for (const { stage, metric, steps, values } of report.series) {
    if (!isStage(stage)) continue;
    series.append({
      kind: 'points',
      stage,
      metric,
      steps: Uint32Array.from(steps),
      values: Float32Array.from(values),
    });
  }
  if (report.masks.length > 0) series.append(finalMasks(report));
}

const DONE: StageProgress = { state: 'done', done: 1, total: 1, etaMs: null };

/** Puts a report on the page; false while a run is alive, which is never pushed aside. */
export function showReport(report: Report): boolean {
  if (isRunning(runStore.getState())) return false;
  stopReplay();
  fillSeries(report);
  runStore.setState({
    ...emptyRun(),
    status: 'done',
    recorded: true,
    stages: { unlearn: DONE, recover: DONE, prune: DONE },
    startedAtMs: Date.parse(report.startedAt),
    elapsedMs: report.elapsedMs.total,
    report,
    label: report.label,
    sweep: reportSweep(report.prune),
    cuts: report.prune.chosen.filters.map(({ site, channel }) => ({ site, channel, verdict: 'cut' })),
    doubts: report.doubts,
  });
  return true;
}
