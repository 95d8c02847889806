/** The optimiser against numbers that PyTorch's own gave (torch.optim.Adam, float64, PyTorch 1.13). */
import { beforeAll, describe, expect, it } from 'vitest';
import { keep, tensor1d } from '../../../workers/device/tf';
import { ADAM, Adam } from '../../../workers/graph/adam';
import { copyTensors, disposeTensors, type OwnedTensors } from '../../../workers/graph/parameters';
import { startBackend, tensorCount } from './backends';
import { named } from './tinyNetwork';

const GRADIENTS = [
  [0.5, -1],
  [-0.25, 2],
  [0, 0.5],
  [1e-3, -3],
  [2, 0],
];

/** Rate 0.1, betas (0.9, 0.999). */
const USUAL = [
  [0.900000002, -1.900000001],
  [0.873366299, -1.936610353],
  [0.852778369, -1.978175473],
  [0.835809916, -1.952625973],
  [0.77941335, -1.931030818],
];
/** Rate 0.01, betas (0.5, 0.9): what generators are trained with. */
const OF_GENERATORS = [
  [0.99, -1.99],
  [0.99, -1.996226999],
  [0.99, -2.001674077],
  [0.989979505, -1.995207266],
  [0.979795719, -1.991607994],
];

function start(): OwnedTensors {
  return new Map([['w', keep(tensor1d([1, -2]))]]);
}

/** The weights after each of the gradients. */
function descend(adam: Adam, targets: OwnedTensors, gradients: number[][], learningRate: number): number[][] {
  return gradients.map((values) => {
    const gradient = tensor1d(values);
    adam.step(targets, new Map([['w', gradient]]), { learningRate });
    // The gradient stays the caller's.
    expect([...gradient.dataSync()]).toHaveLength(2);
    gradient.dispose();
    return [...named(targets, 'w').dataSync()];
  });
}

function expectClose(actual: readonly number[][], expected: readonly number[][]): void {
  expect(actual.flat()).toHaveLength(expected.flat().length);
  actual.flat().forEach((value, at) => expect(value).toBeCloseTo(expected.flat()[at] ?? Number.NaN, 5));
}

describe('Adam', () => {
  beforeAll(() => startBackend('wasm'));

  it('descends as PyTorch does', () => {
    const before = tensorCount();
    for (const [adam, rate, recorded] of [
      [new Adam(), 0.1, USUAL],
      [new Adam({ beta1: 0.5, beta2: 0.9 }), 0.01, OF_GENERATORS],
    ] as const) {
      const targets = start();
      expectClose(descend(adam, targets, GRADIENTS, rate), recorded);
      adam.dispose();
      disposeTensors(targets);
    }
    expect(tensorCount()).toBe(before);
  });

  it('goes on from kept moments and a count of steps as if it had never stopped', () => {
    const [first, targets] = [new Adam(), start()];
    descend(first, targets, GRADIENTS.slice(0, 2), 0.1);
    const second = new Adam(ADAM, copyTensors(first.moments), 2);
    expect([...second.moments.keys()]).toEqual(['exp_avg/w', 'exp_avg_sq/w']);
    const kept = copyTensors(targets);
    const through = descend(first, targets, GRADIENTS.slice(2), 0.1);
    expect(descend(second, kept, GRADIENTS.slice(2), 0.1)).toEqual(through);
    expectClose(through, USUAL.slice(2));
    for (const each of [first, second]) each.dispose();
    for (const each of [targets, kept]) disposeTensors(each);
  });

  it('passes over gradients of tensors that are not targets', () => {
    const adam = new Adam();
    const stray = tensor1d([1]);
    adam.step(new Map(), new Map([['elsewhere', stray]]), { learningRate: 1 });
    expect(adam.moments.size).toBe(0);
    stray.dispose();
  });
});
