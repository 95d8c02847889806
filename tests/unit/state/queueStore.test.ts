/** What the events of single methods leave in the state of the queue. */
import { expect, it } from 'vitest';
import { applyQueueEvent, queueStore } from '../../../src/state/queueStore';
import type { EngineEvent } from '../../../workers/protocol';

const search = (step: number, label: number | null): EngineEvent => ({
  kind: 'trigger-search',
  network: 'backdoored',
  step,
  labels: [0, 1],
  norms: Float32Array.of(3, 1),
  indices: Float32Array.of(0, 0),
  successes: Float32Array.of(0.5, 1),
  masks: { rows: 1, columns: 1, values: Uint8Array.of(255, 0) },
  patterns: { rows: 1, columns: 1, values: new Uint8Array(6) },
  label,
});

it('keeps the last state of a search, its numbers as plain lists', () => {
  const before = queueStore.getState();
  expect(before.search).toBeNull();
  const after = [search(10, null), search(20, 1)].reduce(applyQueueEvent, before);
  expect(after.search).toEqual({
    network: 'backdoored',
    step: 20,
    labels: [0, 1],
    norms: [3, 1],
    indices: [0, 0],
    successes: [0.5, 1],
    masks: { rows: 1, columns: 1, values: Uint8Array.of(255, 0) },
    patterns: { rows: 1, columns: 1, values: new Uint8Array(6) },
    label: 1,
  });
});

it('keeps where NAD looked at the beginning and after the last epoch, image by image', () => {
  const look = (at: number, triggered: boolean): EngineEvent => ({
    kind: 'attention',
    at,
    triggered,
    picture: { height: 1, width: 1, rgb: Uint8Array.of(1, 2, 3) },
    stages: [{ rows: 1, columns: 1, learner: Float32Array.of(at), teacher: Float32Array.of(9) }],
  });
  const told = [0, 1, 2].flatMap((at) => [look(at, false), look(at, true)]);
  const { attention } = told.reduce(applyQueueEvent, queueStore.getState());
  expect(attention.map(({ at, triggered }) => [at, triggered])).toEqual([
    [0, false],
    [0, true],
    [2, false],
    [2, true],
  ]);
});
