import { describe, expect, it } from 'vitest';
import { type CheckedNumber, checkNumber, stepNumber } from '../../../src/features/recipe/checkNumber';
import { numberMessage } from '../../../src/text/recipe';

const SHARE = { min: 0, max: 1, integer: false };
const EPOCHS = { min: 1, max: 200, integer: true };

describe('a number as people type it', () => {
  it.each([
    ['0.25', 0.25],
    [' 0,25 ', 0.25],
    ['1e-3', 0.001],
    ['1', 1],
  ])('takes %j as %d', (text, value) => {
    expect(checkNumber(text, SHARE)).toEqual({ ok: true, value });
  });

  it.each([
    ['', SHARE, 'empty'],
    ['many', SHARE, 'not-a-number'],
    ['Infinity', SHARE, 'not-a-number'],
    ['1.5', EPOCHS, 'not-an-integer'],
    ['-0.1', SHARE, 'too-small'],
    ['201', EPOCHS, 'too-large'],
  ] as const)('refuses %j and says why', (text, limits, reason) => {
    const checked: CheckedNumber = checkNumber(text, limits);
    expect(checked).toEqual({ ok: false, reason });
    expect(numberMessage(reason, limits).length).toBeGreaterThan(10);
  });
});

describe('stepping with the arrow keys', () => {
  it('leaves no binary dust', () => {
    expect(stepNumber(0.1, 0.2, 1, SHARE)).toBe(0.3);
    expect(stepNumber(0.0005, 0.0001, -1, SHARE)).toBe(0.0004);
  });

  it('stops at the limits', () => {
    expect(stepNumber(0.95, 0.1, 1, SHARE)).toBe(1);
    expect(stepNumber(1, 1, -1, EPOCHS)).toBe(1);
  });
});
