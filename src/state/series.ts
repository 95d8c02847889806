/** The one series store of the page, and the hook that redraws at most once per animation frame. */
import { useSyncExternalStore } from 'react';
import { type SeriesChannel, SeriesStore } from './seriesStore';

export type { HeatmapEvent, MaskFrame, SeriesChannel } from './seriesStore';
export type { PointView } from './pointTrack';

export const series = new SeriesStore();

const waiting = new Set<() => void>();
let frame: number | null = null;

function flush(): void {
  frame = null;
  const due = [...waiting];
  waiting.clear();
  for (const notify of due) notify();
}

/** Subscribes to changes, gathered to one call per animation frame. */
function subscribe(notify: () => void): () => void {
  const stop = series.subscribe(() => {
    waiting.add(notify);
    frame ??= requestAnimationFrame(flush);
  });
  return () => {
    stop();
    waiting.delete(notify);
  };
}

const SNAPSHOTS: Readonly<Record<SeriesChannel, () => number>> = {
  points: () => series.version('points'),
  masks: () => series.version('masks'),
  heatmap: () => series.version('heatmap'),
};

/** Version of a channel; the component that calls it redraws when the channel has changed. */
export function useSeries(channel: SeriesChannel): number {
  return useSyncExternalStore(subscribe, SNAPSHOTS[channel], SNAPSHOTS[channel]);
}
