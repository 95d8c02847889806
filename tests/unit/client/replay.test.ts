/** A recording plays through the same stores as a run, and makes room for a real one. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readRecording, type Recording, writeRecording } from '../../../workers/protocol';
import { replay } from '../../../src/client/replay';
import { emptyRun, runStore } from '../../../src/state/runStore';
import { series } from '../../../src/state/series';
import { masksEvent, plausibleReport } from '../run/plausibleRun';

const report = plausibleReport();
const RECORDING: Recording = {
  format: 'rnp-recording',
  version: 1,
  report,
  samples: [],
  events: [
    { atMs: 0, event: { kind: 'state', state: 'running', stage: 'unlearn' } },
    {
      atMs: 1000,
      event: {
        kind: 'points',
        stage: 'unlearn',
        metric: 'loss',
        steps: Uint32Array.of(1),
        values: Float32Array.of(0.5),
      },
    },
    { atMs: 2000, event: { kind: 'state', state: 'running', stage: 'recover' } },
    { atMs: 3000, event: masksEvent(1) },
    { atMs: 4000, event: { kind: 'end', how: 'done' } },
  ],
};
const run = () => runStore.getState();

beforeEach(() => {
  vi.useFakeTimers();
  series.reset();
  runStore.setState({ ...emptyRun(), finished: [] }, true);
});
afterEach(() => {
  replay.stop();
  vi.useRealTimers();
});

it('survives being written and read', () => {
  const again = readRecording(writeRecording(RECORDING));
  expect(again.events).toEqual(RECORDING.events);
});

it('shows event after event, ten times as fast if asked, and ends with its report', () => {
  replay.play(RECORDING, 10);
  vi.advanceTimersByTime(150);
  expect(run()).toMatchObject({ status: 'running', recorded: true, stage: 'unlearn', report: null });
  expect(series.points('unlearn', 'loss').steps).toHaveLength(1);
  expect(series.masks()).toBeNull();
  vi.advanceTimersByTime(300);
  expect(run()).toMatchObject({ status: 'done', recorded: true, report });
  expect(series.masks()?.step).toBe(1);
  expect(replay.isPlaying()).toBe(false);
});

it('stops where it is', () => {
  replay.play(RECORDING, 10);
  vi.advanceTimersByTime(150);
  replay.stop();
  vi.advanceTimersByTime(5000);
  expect(run()).toMatchObject({ status: 'cancelled', recorded: true });
  expect(series.masks()).toBeNull();
});

it('never pushes a real run aside', () => {
  runStore.setState({ status: 'running', job: 'run-1', recorded: false });
  replay.play(RECORDING);
  replay.showEnd(RECORDING);
  expect(run()).toMatchObject({ status: 'running', job: 'run-1', recorded: false });
});

it('shows the end at once', () => {
  replay.showEnd(RECORDING);
  expect(run()).toMatchObject({ status: 'done', recorded: true, report });
  expect(series.masks()?.step).toBe(1);
});
