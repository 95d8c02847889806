/** The optimiser against numbers that PyTorch's own gave (torch.optim.SGD, float64): lr 0.1, momentum 0.9, weight decay 0.05. */
import { beforeAll, describe, expect, it } from 'vitest';
import { keep, type Tensor, tensor1d } from '../../../workers/device/tf';
import { disposeTensors, type OwnedTensors } from '../../../workers/graph/parameters';
import { Sgd, squaredNorm } from '../../../workers/graph/sgd';
import { startBackend, tensorCount } from './backends';
import { named } from './tinyNetwork';

const GRADIENTS = [
  [0.5, -1],
  [-0.25, 2],
  [0, 0.5],
];

const DESCENT = [
  [0.945, -1.89],
  [0.915775, -1.98155],
  [0.884893625, -2.10403725],
];
/** PyTorch minimising the negated loss. */
const ASCENT = [
  [1.045, -2.09],
  [1.055275, -1.96055],
  [1.059246125, -1.78424225],
];

type Rate = Parameters<Sgd['step']>[2];

async function norm(gradients: ReadonlyMap<string, Tensor>): Promise<number | undefined> {
  const squared = squaredNorm(gradients);
  const [value] = await squared.data();
  squared.dispose();
  return value;
}

/** The weights [1, -2] after each step. */
function descend(sgd: Sgd, rate: Rate): number[][] {
  const targets: OwnedTensors = new Map([['w', keep(tensor1d([1, -2]))]]);
  const seen = GRADIENTS.map((values) => {
    const gradient = tensor1d(values);
    sgd.step(targets, new Map([['w', gradient]]), rate);
    // The gradient stays the caller's.
    expect([...gradient.dataSync()]).toEqual(values);
    gradient.dispose();
    return [...named(targets, 'w').dataSync()];
  });
  disposeTensors(targets);
  return seen;
}

function expectClose(actual: readonly number[][], expected: readonly number[][]): void {
  expect(actual.flat()).toHaveLength(expected.flat().length);
  actual.flat().forEach((value, at) => expect(value).toBeCloseTo(expected.flat()[at] ?? Number.NaN, 6));
}

describe('Sgd', () => {
  beforeAll(() => startBackend('wasm'));

  it('descends as PyTorch does: velocity starts as the gradient, decay goes through it', () => {
    const sgd = new Sgd({ momentum: 0.9, weightDecay: 0.05 });
    expectClose(descend(sgd, { learningRate: 0.1 }), DESCENT);
    sgd.dispose();
  });

  it('ascends with sign -1, and decay still shrinks', () => {
    const sgd = new Sgd({ momentum: 0.9, weightDecay: 0.05 });
    expectClose(descend(sgd, { learningRate: 0.1, sign: -1 }), ASCENT);
    sgd.dispose();
  });

  it('scales the gradient but not the decay', () => {
    const sgd = new Sgd({ momentum: 0, weightDecay: 0.05 });
    // w - 0.1 (0.5 g + 0.05 w), by hand
    expectClose(descend(sgd, { learningRate: 0.1, scale: 0.5 }).slice(0, 1), [[0.97, -1.94]]);
    expect(sgd.velocity.size).toBe(0);
  });

  it('without momentum and decay it is w - rate * g', () => {
    const sgd = new Sgd({ momentum: 0, weightDecay: 0 });
    expectClose(descend(sgd, { learningRate: 0.1 }), [
      [0.95, -1.9],
      [0.975, -2.1],
      [0.975, -2.15],
    ]);
  });

  it('passes over gradients of tensors that are not targets', () => {
    const sgd = new Sgd({ momentum: 0.9, weightDecay: 0 });
    const stray = tensor1d([1]);
    sgd.step(new Map(), new Map([['elsewhere', stray]]), { learningRate: 1 });
    expect(sgd.velocity.size).toBe(0);
    stray.dispose();
  });

  it('owns its velocities and nothing else', () => {
    const before = tensorCount();
    const sgd = new Sgd({ momentum: 0.9, weightDecay: 0.05 });
    descend(sgd, { learningRate: 0.1 });
    expect(tensorCount()).toBe(before + 1);
    sgd.dispose();
    expect(tensorCount()).toBe(before);
  });

  it('takes the norm over all gradients together', async () => {
    const before = tensorCount();
    const [three, four] = [tensor1d([3, 0]), tensor1d([4])];
    expect(
      await norm(
        new Map([
          ['a', three],
          ['b', four],
        ]),
      ),
    ).toBe(25);
    three.dispose();
    four.dispose();
    expect(await norm(new Map())).toBe(0);
    expect(tensorCount()).toBe(before);
  });
});
