/** Largest difference of two lists, over the largest magnitude of `expected`; infinite where a number is not finite. */
export function relativeError(actual: Float32Array | undefined, expected: Float32Array): number {
  let difference = 0;
  let magnitude = 0;
  expected.forEach((value, index) => {
    const distance = Math.abs((actual?.[index] ?? Number.NaN) - value);
    difference = Number.isFinite(distance) ? Math.max(difference, distance) : Number.POSITIVE_INFINITY;
    magnitude = Math.max(magnitude, Math.abs(value));
  });
  return difference / Math.max(magnitude, Number.MIN_VALUE);
}
