/** What a run can be gone on from: asked by the note, the transport, the key and the notice of a fault alike. */
import { expect, it } from 'vitest';
import { canResume, emptyRun, runStore } from '../../../src/state/runStore';

const { stages } = emptyRun();
const begun = { ...stages, unlearn: { ...stages.unlearn, done: 3 } };
const cut = { ...runStore.getState(), ...emptyRun(), job: 'run-1', status: 'failed', stages: begun } as const;

it('is a run of this page that was cut off after its first step', () => {
  expect(canResume(cut)).toBe(true);
  expect(canResume({ ...cut, status: 'cancelled' })).toBe(true);
  expect(canResume({ ...cut, stages })).toBe(false);
  expect(canResume({ ...cut, job: null })).toBe(false);
  expect(canResume({ ...cut, recorded: true })).toBe(false);
  expect(canResume({ ...cut, status: 'running' })).toBe(false);
});
