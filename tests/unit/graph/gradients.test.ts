/** Every gradient of a residual network against finite differences of the same network on plain double-precision numbers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BatchTensors, disposeBatch } from '../../../workers/graph/batchTensors';
import { differentiate, disposeStep, type StepResult } from '../../../workers/graph/gradients';
import { trainableNames } from '../../../workers/graph/graph';
import { crossEntropy } from '../../../workers/graph/loss';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import {
  disposeTensors,
  downloadTensors,
  type OwnedTensors,
  uploadTensors,
} from '../../../workers/graph/parameters';
import type { Tensor } from '../../../workers/device/tf';
import { startBackend, tensorCount } from './backends';
import { plainLoss, type PlainTensor, runPlain } from './plainNetwork';
import { buildTinyResnet, named, tinyBatch, tinyMasks, tinyParameters } from './tinyNetwork';

const BATCH = 4;
/** So short that hardly any ReLU changes its side. */
const REACH = 1e-6;
const LARGEST_ERROR = 1e-3;
const MODES = ['train', 'eval'] as const;

const graph = buildTinyResnet();
const host: HostTensors = new Map([...tinyParameters(graph), ...tinyMasks(graph)]);
const differentiated = new Set([...trainableNames(graph), ...tinyMasks(graph).keys()]);

function lengthOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

describe.each(['wasm', 'cpu'] as const)('differentiate on %s', (backend) => {
  let parameters: OwnedTensors;
  let masks: OwnedTensors;
  let batch: BatchTensors;

  beforeAll(async () => {
    await startBackend(backend);
    parameters = uploadTensors(tinyParameters(graph));
    masks = uploadTensors(tinyMasks(graph));
    batch = tinyBatch(BATCH);
  });
  afterAll(() => {
    disposeTensors(parameters);
    disposeTensors(masks);
    disposeBatch(batch);
  });

  function step(mode: (typeof MODES)[number], objective?: (logits: Tensor) => Tensor): StepResult {
    return differentiate({
      graph,
      parameters,
      masks,
      x: batch.x,
      objective: objective ?? ((logits) => crossEntropy(logits, batch.oneHot)),
      by: new Map([...parameters, ...masks].filter(([name]) => differentiated.has(name))),
      mode,
    });
  }

  /**
   * Relative error of the loss's slope along the gradient itself: it equals the gradient's length only if both length
   * and direction are right.
   */
  function slopeError(mode: (typeof MODES)[number], name: string, gradient: Float32Array): number {
    const { shape, data } = named(host, name);
    const length = lengthOf(gradient);
    const x = { shape: batch.x.shape, data: batch.x.dataSync() };
    const lossAt = (by: number): number => {
      const moved = Float64Array.from(data, (value, at) => value + (by * (gradient[at] ?? 0)) / length);
      const tensors = new Map<string, PlainTensor>(host).set(name, { shape, data: moved });
      return plainLoss(graph, x, batch.labels, { tensors, mode });
    };
    return Math.abs((lossAt(REACH) - lossAt(-REACH)) / (2 * REACH) / length - 1);
  }

  it.each(MODES)('is right for every weight, gamma, beta and mask in %s mode', async (mode) => {
    const result = step(mode);
    const gradients = await downloadTensors(result.gradients);
    disposeStep(result);
    expect(new Set(gradients.keys())).toEqual(differentiated);
    const errors = [...gradients].map(([name, { shape, data }]) => {
      expect(shape, name).toEqual(named(host, name).shape);
      expect(lengthOf(data), name).toBeGreaterThan(1e-3);
      return { name, error: slopeError(mode, name, data) };
    });
    expect(errors.filter(({ error }) => !(error <= LARGEST_ERROR))).toEqual([]);
  });

  it.each(MODES)('gives the loss and logits of plain numbers in %s mode', (mode) => {
    const result = step(mode);
    const x = { shape: batch.x.shape, data: batch.x.dataSync() };
    const expected = named(runPlain(graph, x, { tensors: host, mode }), graph.output);
    expect(result.logits.shape).toEqual(expected.shape);
    const distances = Array.from(result.logits.dataSync(), (z, at) =>
      Math.abs(z - (expected.data[at] ?? Number.NaN)),
    );
    expect(Math.max(...distances)).toBeLessThan(1e-5);
    const loss = plainLoss(graph, x, batch.labels, { tensors: host, mode });
    expect(result.value.dataSync()[0]).toBeCloseTo(loss, 5);
    disposeStep(result);
  });

  it('moves nothing and leaves nothing behind', () => {
    const before = tensorCount();
    const result = step('train');
    expect(new Set(result.statistics.keys())).toEqual(new Set(masks.keys()));
    disposeStep(result);
    const inEval = step('eval');
    expect(inEval.statistics.size).toBe(0);
    disposeStep(inEval);
    expect(tensorCount()).toBe(before);
    for (const [name, each] of [...parameters, ...masks])
      expect(each.dataSync(), name).toEqual(named(host, name).data);
  });

  it('leaves nothing behind where a parameter is missing', () => {
    const before = tensorCount();
    const last = named(parameters, 'linear.weight');
    parameters.delete('linear.weight');
    expect(() => step('train')).toThrow('tensor-missing');
    parameters.set('linear.weight', last);
    expect(tensorCount()).toBe(before);
  });

  it('leaves nothing behind where the objective throws', () => {
    const before = tensorCount();
    const thrower = (): Tensor => {
      throw new RangeError('no objective');
    };
    expect(() => step('train', thrower)).toThrow('no objective');
    expect(tensorCount()).toBe(before);
  });
});
