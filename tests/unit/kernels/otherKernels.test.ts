/** The smaller kernels against their definitions, written out in plain loops. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runForwardAndGradients } from './cpuReference';
import type { WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import { avgPool, matMul, maxPool, type Tensor, type Tensor4D } from '../../../workers/device/tf';
import { startWasm } from './nodeWasm';
import { makeValues, relativeError, runKernel } from './tensors';

const LARGEST_ERROR = 1e-5;

describe('the step of gradient descent', () => {
  let heap: WasmHeap;
  beforeAll(async () => {
    heap = await startWasm();
  });
  afterAll(() => heap.end());

  const [w, g, v] = [1, 2, 3].map((seed) => makeValues([7, 5, 3], seed)) as [
    ReturnType<typeof makeValues>,
    ReturnType<typeof makeValues>,
    ReturnType<typeof makeValues>,
  ];
  const step = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.02, factor: -0.5 };

  it.each([true, false])('moves weights; with a velocity: %s', (hasVelocity) => {
    const inputs = { weight: w, gradient: g, ...(hasVelocity ? { velocity: v } : {}) };
    const [weight, velocity] = runKernel('RnpSgd', inputs, step);
    const expected = Array.from(
      w.data,
      (value, at) => (hasVelocity ? 0.9 * (v.data[at] ?? 0) : 0) - 0.5 * (g.data[at] ?? 0) + 0.02 * value,
    );
    expect(relativeError(velocity, expected)).toBeLessThan(1e-6);
    expect(
      relativeError(
        weight,
        Array.from(w.data, (value, at) => value - 0.1 * (expected[at] ?? 0)),
      ),
    ).toBeLessThan(1e-6);
  });

  it('mixes and adds', () => {
    const [mixed] = runKernel('RnpMix', { x: w, y: g }, { a: 0.3, b: -2 });
    expect(
      relativeError(
        mixed,
        Array.from(w.data, (value, at) => 0.3 * value - 2 * (g.data[at] ?? 0)),
      ),
    ).toBeLessThan(1e-6);
    const [added] = runKernel('Add', { a: w, b: g }, {});
    expect(
      relativeError(
        added,
        Array.from(w.data, (value, at) => value + (g.data[at] ?? 0)),
      ),
    ).toBeLessThan(1e-6);
  });

  it('sums squares of any number of values, wherever they lie', () => {
    for (const count of [1, 2, 3, 4, 5, 6, 7, 1023, 1024, 1026, 5003]) {
      const values = makeValues([count], count);
      // Small tensors in between move the next ones by less than a vector.
      const between = makeValues([1 + (count % 3)], 1);
      runKernel('RnpMix', { x: between, y: between }, { a: 1, b: 1 });
      const [squares] = runKernel('RnpSquaredSum', { x: values }, {});
      expect(squares?.shape).toEqual([]);
      const expected = values.data.reduce((total, value) => total + value * value, 0);
      expect(relativeError(squares, [expected])).toBeLessThan(1e-6);
    }
  });

  it('leaves an addition that broadcasts to tfjs', () => {
    const bias = makeValues([3], 4);
    const [added] = runKernel('Add', { a: w, b: bias }, {});
    expect(
      relativeError(
        added,
        Array.from(w.data, (value, at) => value + (bias.data[at % 3] ?? 0)),
      ),
    ).toBeLessThan(1e-6);
  });
});

describe('softmax and cross-entropy', () => {
  let heap: WasmHeap;
  beforeAll(async () => {
    heap = await startWasm();
  });
  afterAll(() => heap.end());

  it('stays finite for logits of any size', () => {
    const logits = { shape: [2, 3], data: Float32Array.from([1000, 0, -1000, 1, 2, 3]) };
    const oneHot = { shape: [2, 3], data: Float32Array.from([0, 1, 0, 0, 0, 1]) };
    const [loss, probabilities] = runKernel('RnpSoftmaxCrossEntropy', { logits, oneHot }, {});
    const second = Math.log(1 + Math.exp(-1) + Math.exp(-2));
    expect(relativeError(loss, [(1000 + second) / 2])).toBeLessThan(1e-6);
    expect(Array.from(probabilities?.data.subarray(0, 3) ?? [])).toEqual([1, 0, 0]);
  });
});

describe('dense layers and pooling', () => {
  const image = makeValues([3, 9, 8, 6], 5);
  const cases: readonly [name: string, (x: Tensor, y: Tensor) => Tensor, ReturnType<typeof makeValues>[]][] =
    [
      ['matrices', (a, b) => matMul(a as never, b as never), [makeValues([5, 7], 1), makeValues([7, 11], 2)]],
      ['largest of 2x2', (x) => maxPool(x as Tensor4D, 2, 2, 'valid'), [image]],
      ['largest of overlapping 3x3', (x) => maxPool(x as Tensor4D, 3, 2, 1), [image]],
      ['mean of 2x2', (x) => avgPool(x as Tensor4D, 2, 2, 'valid'), [image]],
      ['mean of overlapping 3x2', (x) => avgPool(x as Tensor4D, [3, 2], 1, 'valid'), [image]],
      ['mean of all', (x) => avgPool(x as Tensor4D, [9, 8], 1, 'valid'), [image]],
      ['mean with a border', (x) => avgPool(x as Tensor4D, 3, 2, 1), [image]],
    ];
  it.each(cases)('%s: value and gradients as on the cpu backend', async (_, op, inputs) => {
    const expected = await runForwardAndGradients('cpu', op, inputs);
    const actual = await runForwardAndGradients('wasm', op, inputs);
    actual.forEach((values, index) =>
      expect(relativeError(values, expected[index]?.data ?? [])).toBeLessThan(LARGEST_ERROR),
    );
  });

  it('gives the gradient of equal largest values to the first', async () => {
    const flat = { shape: [1, 2, 2, 1], data: Float32Array.from([3, 3, 3, 3]) };
    const [, dx] = await runForwardAndGradients('wasm', (x) => maxPool(x as Tensor4D, 2, 2, 'valid'), [flat]);
    expect(Array.from(dx?.data ?? [])).toEqual([1, 0, 0, 0]);
  });
});
