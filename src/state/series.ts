/** The series stores of the page, and the hooks that redraw at most once per animation frame. */
import { useSyncExternalStore } from 'react';
import { type SeriesChannel, SeriesStore } from './seriesStore';

export type { HeatmapEvent, MaskFrame, SeriesChannel } from './seriesStore';
export type { PointView } from './pointTrack';

/** Of the run. */
export const series = new SeriesStore();
/** Of the training of a network with a backdoor. */
export const trainSeries = new SeriesStore();
/** Of the run that Compare's queue is at. */
export const queueSeries = new SeriesStore();

const waiting = new Set<() => void>();
let frame: number | null = null;

function flush(): void {
  frame = null;
  const due = [...waiting];
  waiting.clear();
  for (const notify of due) notify();
}

/** A hook that gives the version of a channel; the component that calls it redraws when the channel has changed. */
function versionHook(store: SeriesStore): (channel: SeriesChannel) => number {
  /** Subscribes to changes, gathered to one call per animation frame. */
  const subscribe = (notify: () => void): (() => void) => {
    const stop = store.subscribe(() => {
      waiting.add(notify);
      frame ??= requestAnimationFrame(flush);
    });
    return () => {
      stop();
      waiting.delete(notify);
    };
  };
  const snapshots: Readonly<Record<SeriesChannel, () => number>> = {
    points: () => store.version('points'),
    masks: () => store.version('masks'),
    heatmap: () => store.version('heatmap'),
  };
  return function useVersion(channel) {
    return useSyncExternalStore(subscribe, snapshots[channel], snapshots[channel]);
  };
}

export const useSeries = versionHook(series);
export const useTrainSeries = versionHook(trainSeries);
export const useQueueSeries = versionHook(queueSeries);
