export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Repeatable values in [-1, 1): a 32-bit hash of the index, so a wrong offset never looks right. */
export function makeValues(shape: readonly number[], seed: number): Values {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => {
    let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1;
  });
  return { shape, data };
}
