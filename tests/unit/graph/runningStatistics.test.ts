/** Batch norm's two kinds of statistics, on four pixels whose moments fit on paper. */
import { beforeAll, describe, expect, it } from 'vitest';
import { tensor, tidy } from '../../../workers/device/tf';
import { GraphBuilder } from '../../../workers/graph/builder';
import { disposeStatistics, forward } from '../../../workers/graph/forward';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import {
  disposeTensors,
  moveRunningStatistics,
  type OwnedTensors,
  uploadTensors,
} from '../../../workers/graph/parameters';
import { startBackend, tensorCount } from './backends';
import { named } from './tinyNetwork';

/** Two pictures of 1 x 2 pixels with two channels: channel 0 is 1 2 4 9, channel 1 is 10 20 0 -2. */
const PIXELS = [1, 10, 2, 20, 4, 0, 9, -2];
const MEAN = [4, 7];
const BIASED = [38 / 4, (9 + 169 + 49 + 81) / 4];

/** Running mean and variance that torch.nn.BatchNorm2d has after one and after two such batches. */
const PYTORCH: readonly (readonly [mean: number[], variance: number[]])[] = [
  [
    [0.4, 0.7],
    [2.166667, 11.166667],
  ],
  [
    [0.76, 1.33],
    [3.216667, 20.316667],
  ],
];

const g = new GraphBuilder([1, 2, 2]);
const graph = g.build(
  'batch norm',
  g.dense('linear', g.globalAvgPool('pool', g.batchNorm('bn', 'input', { stage: 0 })), 2),
);

function vector(...data: number[]): { shape: number[]; data: Float32Array } {
  return { shape: [data.length], data: Float32Array.from(data) };
}

const HOST: HostTensors = new Map([
  ['bn.weight', vector(1, 1)],
  ['bn.bias', vector(0, 0)],
  ['bn.running_mean', vector(0, 0)],
  ['bn.running_var', vector(1, 1)],
  ['linear.weight', { shape: [2, 2], data: Float32Array.of(1, 0, 0, 1) }],
  ['linear.bias', vector(0, 0)],
]);

/** One pass in train mode, which leaves the running statistics to the caller. */
function pass(parameters: OwnedTensors): ReturnType<typeof forward>['statistics'] {
  const x = tensor(PIXELS, [2, 1, 2, 2], 'float32');
  let statistics: ReturnType<typeof forward>['statistics'] = new Map();
  tidy(() => {
    statistics = forward(graph, parameters, x, { mode: 'train' }).statistics;
  });
  x.dispose();
  return statistics;
}

function valuesOf(parameters: OwnedTensors, name: string): number[] {
  return [...named(parameters, name).dataSync()];
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 4));
}

describe.each(['wasm', 'cpu'] as const)('statistics on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('reports mean and biased variance of the batch, and how many values they are of', () => {
    const parameters = uploadTensors(HOST);
    const statistics = pass(parameters);
    const { mean, variance, count } = named(statistics, 'bn');
    expectClose([...mean.dataSync()], MEAN);
    expectClose([...variance.dataSync()], BIASED);
    expect(count).toBe(4);
    disposeStatistics(statistics);
    expect(valuesOf(parameters, 'bn.running_mean')).toEqual([0, 0]);
    disposeTensors(parameters);
  });

  it('moves the running ones by a tenth, the variance with n - 1, as PyTorch does', () => {
    const before = tensorCount();
    const parameters = uploadTensors(HOST);
    for (const [mean, variance] of PYTORCH) {
      const statistics = pass(parameters);
      moveRunningStatistics(graph, parameters, statistics);
      disposeStatistics(statistics);
      expectClose(valuesOf(parameters, 'bn.running_mean'), mean);
      expectClose(valuesOf(parameters, 'bn.running_var'), variance);
    }
    disposeTensors(parameters);
    expect(tensorCount()).toBe(before);
  });

  it('uses them in eval mode', () => {
    const parameters = uploadTensors(
      new Map([...HOST, ['bn.running_mean', vector(2, -1)], ['bn.running_var', vector(4, 25)]]),
    );
    const x = tensor(PIXELS, [2, 1, 2, 2], 'float32');
    const logits = tidy(() => forward(graph, parameters, x, { mode: 'eval' }).output);
    // Means over each picture: (1.5, 15) and (6.5, -1).
    expectClose([...logits.dataSync()], [-0.25, 3.2, 2.25, 0]);
    for (const each of [x, logits]) each.dispose();
    disposeTensors(parameters);
  });
});
