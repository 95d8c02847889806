/** The estimate of a step's memory against what the step really holds on the wasm heap. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import type { Tensor } from '../../../workers/device/tf';
import { drawShapes } from '../../../workers/data/shapes/shapes';
import { uploadBatch } from '../../../workers/graph/batchTensors';
import { crossEntropy } from '../../../workers/graph/loss';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { AT_ONCE } from '../../../workers/graph/readBack';
import { Sgd } from '../../../workers/graph/sgd';
import { runForward } from '../../../workers/graph/infer';
import { valueShapes } from '../../../workers/graph/shapes';
import { trainingBytes } from '../../../workers/graph/trainingBytes';
import { initialParameters } from '../../../workers/nets/initialise';
import { buildResnet18 } from '../../../workers/nets/resnetCifar';
import { Steps } from '../../../workers/rnp/steps';
import { startWasm } from '../kernels/nodeWasm';
import { TINY_NORMALISATION } from './tinyNetwork';

let heap: WasmHeap;
beforeAll(async () => {
  heap = await startWasm();
});

/** Most bytes of tensor data that lay on the heap while `work` ran. */
async function mostBytes(work: () => Promise<void>): Promise<number> {
  const { backend } = heap;
  const [move, disposeData] = [backend.move.bind(backend), backend.disposeData.bind(backend)];
  const sizes = new Map<object, number>();
  let [now, most] = [0, 0];
  backend.move = (...args) => {
    move(...args);
    const [id, , shape] = args;
    sizes.set(id, 4 * shape.reduce((product, size) => product * size, 1));
    now += sizes.get(id) ?? 0;
    most = Math.max(most, now);
  };
  backend.disposeData = (id, force) => {
    const isGone = disposeData(id, force);
    if (isGone) now -= sizes.get(id) ?? 0;
    return isGone;
  };
  try {
    await work();
    return most;
  } finally {
    Object.assign(backend, { move, disposeData });
  }
}

describe('trainingBytes', () => {
  it.each([
    [4, 64],
    [8, 32],
    [16, 32],
    [16, 8],
    [32, 2],
  ])('is within a quarter of what ResNet-18 of width %i needs at batch %i', async (width, count) => {
    const graph = buildResnet18(width, 10);
    const images = drawShapes({ seed: 1, count, split: 'test' });
    const most = await mostBytes(async () => {
      const parameters = uploadTensors(initialParameters(graph, 1));
      const sgd = new Sgd({ momentum: 0.9, weightDecay: 0 });
      const steps = new Steps<number>({ graph, parameters, masks: null, moves: 'weights' }, sgd, AT_ONCE);
      for (let step = 0; step < 2; step++) {
        const indices = Uint32Array.from({ length: count }, (_, at) => at);
        const batch = uploadBatch(images, indices, TINY_NORMALISATION, null);
        await steps.take({
          note: step,
          batch,
          objective: (logits: Tensor) => crossEntropy(logits, batch.oneHot),
          move: (targets, gradient) => sgd.step(targets, gradient, { learningRate: 0.01 }),
          waits: false,
        });
      }
      sgd.dispose();
      disposeTensors(parameters);
    });
    const { totalBytes } = trainingBytes(graph, count);
    expect(totalBytes / most).toBeGreaterThan(0.8);
    expect(totalBytes / most).toBeLessThan(1.25);
  });

  it('grows with the batch and with copies of the weights', () => {
    const graph = buildResnet18(8, 10);
    const [one, two, three] = [1, 2, 3].map((batch) => trainingBytes(graph, batch).totalBytes);
    expect((three ?? 0) - (two ?? 0)).toBe((two ?? 0) - (one ?? 0));
    const values = [...graph.parameters.values()].reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    );
    expect(trainingBytes(graph, 1, 2).totalBytes - (one ?? 0)).toBe(2 * 4 * values);
  });
});

describe('valueShapes', () => {
  it('are those of the values that a forward pass has', () => {
    const graph = buildResnet18(4, 7);
    const parameters = uploadTensors(initialParameters(graph, 1));
    const indices = Uint32Array.of(0);
    const { x, oneHot } = uploadBatch(
      drawShapes({ seed: 1, count: 1, split: 'test' }),
      indices,
      TINY_NORMALISATION,
      null,
    );
    const taps = graph.nodes.filter(({ kind }) => kind !== 'input').map(({ id }) => id);
    const classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
    const [output, ...values] = runForward(classifier, x, { mode: 'eval', taps });
    const shapes = valueShapes(graph);
    taps.forEach((id, at) => {
      const found = values[at]?.shape.slice(1) ?? [];
      expect(shapes.get(id), id).toEqual(found.length === 1 ? [1, 1, ...found] : found);
    });
    for (const each of [x, oneHot, ...(output === undefined ? [] : [output]), ...values]) each.dispose();
    disposeTensors(parameters);
  });
});
