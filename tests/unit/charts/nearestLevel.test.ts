/** Levels that a stop line can be dragged to. */
import { expect, it } from 'vitest';
import { nearestLevel } from '../../../src/charts/LevelHandle';

const CHOICE = { limits: { from: 0, to: 1 }, step: 0.01 };

it('are whole steps inside the limits, without a tail of digits', () => {
  expect(nearestLevel(0.2967, CHOICE)).toBe(0.3);
  expect(nearestLevel(0.29 + 0.01, CHOICE)).toBe(0.3);
  expect(nearestLevel(-0.4, CHOICE)).toBe(0);
  expect(nearestLevel(1.7, CHOICE)).toBe(1);
});
