/** The cost of a mask: when it rises and falls, which mask is the best, and when a class is done. */
import { describe, expect, it } from 'vitest';
import { CostSchedule } from '../../../workers/detection/costSchedule';
import { NEURAL_CLEANSE_OPTIONS } from '../../../workers/protocol/detection/neuralCleanse';
import { groupDefaults } from '../../../workers/protocol/option';

const OPTIONS = {
  ...groupDefaults(NEURAL_CLEANSE_OPTIONS, 'paper'),
  cost: 0.01,
  costFactor: 2,
  patience: 2,
  threshold: 0.9,
  stopPatience: 2,
  stopGain: 0.1,
};
const good = (size: number) => ({ success: 0.9, size });
const bad = (size: number) => ({ success: 0.89, size });

describe('the cost of a mask', () => {
  it('doubles after two successes in a row, and falls further after two failures', () => {
    const schedule = new CostSchedule(OPTIONS);
    const costs = [good(9), bad(9), good(9), good(9), good(9), good(9), bad(9), bad(9)].map((round) => {
      schedule.endRound(round);
      return schedule.cost;
    });
    const fallen = 0.04 / 2 ** 1.5;
    [0.01, 0.01, 0.01, 0.02, 0.02, 0.04, 0.04, fallen].forEach((cost, at) => {
      expect(costs[at], `after ${String(at + 1)} rounds`).toBeCloseTo(cost, 12);
    });
  });

  it('goes with the smallest mask that succeeds', () => {
    const schedule = new CostSchedule(OPTIONS);
    expect(schedule.endRound(bad(1))).toBe(false);
    expect(schedule.hasSucceeded).toBe(false);
    expect([good(9), bad(2), good(9), good(8.9)].map((round) => schedule.endRound(round))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(schedule.hasSucceeded).toBe(true);
  });

  it('ends once it has moved both ways and the mask no longer shrinks by a tenth', () => {
    const schedule = new CostSchedule(OPTIONS);
    // Risen after two rounds; the second is smaller, but by less than a tenth.
    const done = [good(9), good(8.5), bad(8), good(7), bad(7), bad(7)].map((round) => {
      schedule.endRound(round);
      return schedule.isDone;
    });
    // After round 4 the mask has shrunk, which counts two rounds from there; the cost falls in the last.
    expect(done).toEqual([false, false, false, false, false, true]);
  });

  it('never ends before it has fallen, nor where nothing ever succeeded, nor without patience', () => {
    const steady = new CostSchedule(OPTIONS);
    for (let round = 0; round < 20; round++) steady.endRound(good(9));
    expect(steady.isDone).toBe(false);
    const failing = new CostSchedule(OPTIONS);
    for (let round = 0; round < 20; round++) failing.endRound(bad(9));
    expect(failing.isDone).toBe(false);
    const patient = new CostSchedule({ ...OPTIONS, stopPatience: 0 });
    for (const round of [good(9), good(9), bad(9), bad(9), bad(9)]) patient.endRound(round);
    expect(patient.isDone).toBe(false);
  });
});
