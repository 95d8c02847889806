/** How far two results are apart. With RNP_PRECISION=1 every comparison prints what was reached. */
import { expect } from 'vitest';

type Numbers = ArrayLike<number>;

/** Largest absolute difference; infinite for unequal lengths or where a number is missing or not finite. */
export function largestDifference(actual: Numbers, expected: Numbers): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let index = 0; index < expected.length; index++) {
    const distance = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    largest = Number.isFinite(distance) ? Math.max(largest, distance) : Number.POSITIVE_INFINITY;
  }
  return largest;
}

/** Largest absolute difference over the largest magnitude expected. */
export function relativeDifference(actual: Numbers, expected: Numbers): number {
  const magnitude = Array.from(expected).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return largestDifference(actual, expected) / Math.max(magnitude, Number.MIN_VALUE);
}

/** Fails the test when `error` is above `limit`. */
export function expectAtMost(what: string, error: number, limit: number): void {
  if (process.env['RNP_PRECISION'] === '1')
    console.info(`${what}: ${error.toExponential(1)} of ${limit.toExponential(0)}`);
  expect(error, what).toBeLessThanOrEqual(limit);
}
