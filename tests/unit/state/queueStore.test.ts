/** What a search for triggers leaves in the state of the queue. */
import { expect, it } from 'vitest';
import { applyQueueEvent, queueStore } from '../../../src/state/queueStore';
import type { EngineEvent } from '../../../workers/protocol';

const search = (step: number, label: number | null): EngineEvent => ({
  kind: 'trigger-search',
  step,
  labels: [0, 1],
  norms: Float32Array.of(3, 1),
  successes: Float32Array.of(0.5, 1),
  masks: { rows: 1, columns: 1, values: Uint8Array.of(255, 0) },
  label,
});

it('keeps the last state of a search, its numbers as plain lists', () => {
  const before = queueStore.getState();
  expect(before.search).toBeNull();
  const after = [search(10, null), search(20, 1)].reduce(applyQueueEvent, before);
  expect(after.search).toEqual({
    step: 20,
    labels: [0, 1],
    norms: [3, 1],
    successes: [0.5, 1],
    masks: { rows: 1, columns: 1, values: Uint8Array.of(255, 0) },
    label: 1,
  });
});
