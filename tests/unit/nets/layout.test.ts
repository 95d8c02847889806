/** Permuted axes against the definition, one element after another. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permuteAxes } from '../../../workers/nets/layout';

/** axis i of the result is axis axes[i] of the input. */
function permuted(shape: readonly number[], axes: readonly number[]): Float32Array {
  const outShape = axes.map((axis) => shape[axis] ?? 1);
  const count = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length: count }, (_, at) => {
    const index = new Array<number>(shape.length).fill(0);
    let rest = at;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const size = outShape[axis] ?? 1;
      index[axes[axis] ?? 0] = rest % size;
      rest = Math.floor(rest / size);
    }
    return index.reduce((from, each, axis) => from * (shape[axis] ?? 1) + each, 0);
  });
}

describe('permuteAxes', () => {
  it('is its definition for any shape and order', () => {
    const tensors = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 5 }).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length },
        ),
      ),
    );
    fc.assert(
      fc.property(tensors, ([shape, axes]) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const data = Float32Array.from({ length: count }, (_, at) => at);
        const result = permuteAxes({ shape, data }, axes);
        expect(result.shape).toEqual(axes.map((axis) => shape[axis]));
        expect(result.data).toEqual(permuted(shape, axes));
        expect(result.data).not.toBe(data);
      }),
    );
  });

  it.each([
    [
      [130, 70],
      [1, 0],
    ],
    [
      [65, 66, 3, 3],
      [2, 3, 1, 0],
    ],
    [
      [3, 3, 66, 65],
      [3, 2, 0, 1],
    ],
    [
      [3, 129, 67],
      [0, 2, 1],
    ],
  ])('of %j to %j, larger than a tile', (shape, axes) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length: count }, (_, at) => at);
    expect(permuteAxes({ shape, data }, axes).data).toEqual(permuted(shape, axes));
  });
});
