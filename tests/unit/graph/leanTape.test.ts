/** Freeing along the way back changes no gradient, whatever shape the graph of operations has. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  add,
  customGrad,
  engine,
  mul,
  square,
  sum,
  tensor1d,
  tidy,
  type Tensor,
} from '../../../workers/device/tf';
import { activeTape, freeAlongTheWay } from '../../../workers/graph/leanTape';
import { startBackend, tensorCount } from './backends';

/** An op whose gradient is the very tensor that it is given. */
const pass: (x: Tensor) => Tensor = customGrad((...args) => ({
  value: (args as Tensor[])[0]?.clone() as Tensor,
  gradFunc: (dy: Tensor) => dy,
}));

const CASES: readonly (readonly [string, (x: Tensor, w: Tensor) => Tensor, number[], number[]])[] = [
  ['a product', (x, w) => mul(x, w), [3, 4], [1, 2]],
  ['a value used twice', (x, w) => add(mul(x, w), square(x)), [5, 8], [1, 2]],
  ['a gradient handed on as it is', (x, w) => mul(pass(pass(x)), w), [3, 4], [1, 2]],
  ['one handed on to two', (x, w) => mul(add(pass(x), pass(x)), w), [6, 8], [2, 4]],
  [
    'a value behind a value',
    (x, w) => {
      const y = mul(x, w);
      return add(square(y), y);
    },
    [2 * 3 * 3 + 3, 2 * 8 * 4 + 4],
    [2 * 3 * 1 + 1, 2 * 8 * 2 + 2],
  ],
];

describe.each(['wasm', 'cpu'] as const)('the lean tape on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(CASES)('has the gradients of %s', (_, f, byX, byW) => {
    const before = tensorCount();
    const [x, w] = [tensor1d([1, 2]), tensor1d([3, 4])];
    const { value, grads } = tidy(() =>
      engine().gradients(() => {
        const y = sum(f(x, w));
        freeAlongTheWay([x, w]);
        return y;
      }, [x, w]),
    );
    expect(grads.map((each) => [...each.dataSync()])).toEqual([byX, byW]);
    for (const each of [value, ...grads, x, w]) each.dispose();
    expect(tensorCount()).toBe(before);
    expect(activeTape()).toEqual([]);
  });

  it('holds one gradient of a long chain at a time', () => {
    const x = tensor1d([1, 2]);
    const held: number[] = [];
    const note: (x: Tensor) => Tensor = customGrad((...args) => ({
      value: mul((args as Tensor[])[0] ?? x, 1),
      gradFunc: (dy: Tensor) => {
        held.push(engine().memory().numDataBuffers);
        return mul(dy, 2);
      },
    }));
    const { value, grads } = tidy(() =>
      engine().gradients(() => {
        let y: Tensor = x;
        for (let at = 0; at < 20; at++) y = note(square(y));
        const total = sum(y);
        freeAlongTheWay([x]);
        return total;
      }, [x]),
    );
    // What is saved of the forward pass goes away faster than gradients come.
    for (let at = 1; at < held.length; at++) expect(held[at]).toBeLessThanOrEqual(held[at - 1] ?? 0);
    for (const each of [value, ...grads, x]) each.dispose();
  });
});
