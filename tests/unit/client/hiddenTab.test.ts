/** A tab that is hidden for minutes: the engine sends less, the run goes on, and the page knows its end. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { client } from '../../../src/client/engineClient';
import { closeEngine, setEngineHost } from '../../../src/client/session';
import { followView } from '../../../src/client/watch';
import { emptyRun, runStore } from '../../../src/state/runStore';
import { series } from '../../../src/state/series';
import { FakeEngine } from './fakeEngine';

const MINUTES = 5;
let engine: FakeEngine;
let onVisibility: () => void = () => undefined;
const tab = {
  baseURI: 'http://localhost/',
  hidden: false,
  addEventListener: (_kind: string, listener: () => void) => (onVisibility = listener),
  removeEventListener: () => undefined,
};

beforeEach(() => {
  vi.stubGlobal('document', tab);
  engine = new FakeEngine();
  setEngineHost(() => engine.host());
  runStore.setState({ ...emptyRun(), finished: [] }, true);
});
afterEach(() => {
  closeEngine({ code: 'cancelled', params: {} });
  vi.unstubAllGlobals();
});

it('a hidden tab asks for one update a second, loses none, and ends with the run', async () => {
  const stop = followView();
  const ended = client.startRun();
  await vi.waitFor(() => expect(engine.calls).toContain('start'));
  tab.hidden = true;
  onVisibility();
  await vi.waitFor(() => expect(engine.calls.at(-1)).toBe('watch 1'));
  for (let second = 1; second <= MINUTES * 60; second++)
    engine.send(engine.runJob, [
      {
        kind: 'points',
        stage: 'unlearn',
        metric: 'loss',
        steps: Uint32Array.of(second),
        values: Float32Array.of(1),
      },
    ]);
  await vi.waitFor(() => expect(series.points('unlearn', 'loss').steps).toHaveLength(MINUTES * 60));
  engine.end();
  expect((await ended).ok).toBe(true);
  expect(runStore.getState().status).toBe('done');
  tab.hidden = false;
  onVisibility();
  await vi.waitFor(() => expect(engine.calls.at(-1)).toBe('watch 10'));
  stop();
});
