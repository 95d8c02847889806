import { useMemo } from 'react';
import type { Report } from '../../../workers/protocol';
import { type MaskFrame, series, useSeries } from '../../state/series';
import { useRun } from '../../state/runStore';
import { useView } from '../../state/viewStore';

const BINS = 50;

/** The final masks of a report as a frame: for reports that came without their events. */
export function frameOfReport({ masks, recover }: Pick<Report, 'masks' | 'recover'>): MaskFrame {
  const edges = Float32Array.from({ length: BINS + 1 }, (_, i) => i / BINS);
  const sites = masks.map(({ site, values }) => {
    const counts = new Uint32Array(BINS);
    for (const value of values) {
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor(value * BINS)));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { site, counts };
  });
  return {
    step: recover.steps,
    edges,
    sites,
    values: Float32Array.from(masks.flatMap(({ values }) => values)),
  };
}

/** The masks to draw: at the scrubbed step of recovery, else the newest, else those of the report; null before any. */
export function useMaskFrame(): MaskFrame | null {
  useSeries('masks');
  const step = useView((view) => (view.scrub?.stage === 'recover' ? view.scrub.step : undefined));
  const isBefore = useView((view) => view.scrub?.stage === 'unlearn');
  const report = useRun((run) => run.report);
  const stored = useMemo(() => (report === null ? null : frameOfReport(report)), [report]);
  if (isBefore) return null;
  return series.masks(step) ?? stored;
}
