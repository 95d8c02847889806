/** The scrubber's line: every recorded step of every stage has one position, and finds back to it. */
import { expect, it } from 'vitest';
import { SeriesStore } from '../../../src/state/seriesStore';
import { indexOf, positionAt, positionCount, recordedSteps } from '../../../src/app/transport/recordedSteps';

function recorded(): SeriesStore {
  const store = new SeriesStore();
  const add = (stage: 'unlearn' | 'recover', steps: number[]) =>
    store.append({
      kind: 'points',
      stage,
      metric: 'loss',
      steps: Uint32Array.from(steps),
      values: new Float32Array(steps.length),
    });
  add('unlearn', [1, 2, 3]);
  add('recover', [2, 4]);
  return store;
}

it('goes through the stages in order', () => {
  const parts = recordedSteps(recorded());
  const line = Array.from({ length: positionCount(parts) }, (_, i) => positionAt(parts, i));
  expect(line.map((at) => `${at?.stage} ${at?.step}`)).toEqual([
    'unlearn 1',
    'unlearn 2',
    'unlearn 3',
    'recover 2',
    'recover 4',
  ]);
  line.forEach((at, i) => expect(at === null ? -1 : indexOf(parts, at)).toBe(i));
});

it('stands on the last step before one that was not recorded', () => {
  const parts = recordedSteps(recorded());
  expect(indexOf(parts, { stage: 'recover', step: 3 })).toBe(3);
  expect(positionAt(parts, 99)).toBeNull();
});
