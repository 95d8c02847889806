/** The list of passes is read off real kernels: a network of which everything is known is trained and asked. */
import { beforeAll, describe, expect, it } from 'vitest';
import { convolutionOperations, isConvolution, meterKernels, operationsOf } from '../../../bench/kernelMeter';
import { wallClock } from '../../../bench/measure';
import { countPasses, PassLog } from '../../../bench/passLog';
import { createPeakMeter } from '../../../bench/registerPeak';
import { startingPoint, Training } from '../../../bench/training';
import { findKernel, ones, sum, type Tensor } from '../../../workers/device/tf';
import { runForward } from '../../../workers/graph/infer';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { findMaskSites } from '../../../workers/graph/sites';
import { marginByMask } from '../../../workers/rnp/carriers';
import { inputGradient } from '../../../workers/graph/inputSearch';
import { startBackend } from '../graph/backends';

const CASE = { net: 'resnet18', width: 4, batch: 3 } as const;
const CONVOLUTIONS = 20;

beforeAll(() => startBackend('wasm'));

describe('PassLog', () => {
  it('tells training of weights, masks and input from inference, and where a pass started', async () => {
    const start = startingPoint(CASE);
    const training = new Training(start);
    const parameters = uploadTensors(start.weights);
    const classifier = {
      graph: start.graph,
      parameters,
      normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
    };
    const log = new PassLog();
    const stop = meterKernels('wasm', wallClock, (run) => log.hear(run));
    await training.step();
    await training.step();
    await training.forward();
    const pixels = new Uint8Array(2 * 32 * 32 * 3);
    const images = {
      count: 2,
      height: 32,
      width: 32,
      channels: 3,
      pixels,
      labels: new Uint16Array(2),
      classes: [],
    };
    await marginByMask(classifier, findMaskSites(start.graph), images, 1);
    const x = ones([5, 32, 32, 3]);
    const found = inputGradient(classifier, x, (logits: Tensor) => sum(logits));
    const behind = ones([4, 4, 4, 32]);
    for (const each of runForward(classifier, behind, { mode: 'eval', from: 'layer4.0' })) each.dispose();
    stop();
    expect(log.list()).toEqual([
      { images: 3, convolutions: CONVOLUTIONS, train: true, by: 'weights', times: 2 },
      { images: 3, convolutions: CONVOLUTIONS, train: false, by: 'nothing', times: 1 },
      { images: 2, convolutions: CONVOLUTIONS, train: false, by: 'masks', times: 1 },
      { images: 5, convolutions: CONVOLUTIONS, train: false, by: 'input', times: 1 },
      { images: 4, convolutions: 2, train: false, by: 'nothing', times: 1 },
    ]);
    expect(countPasses(log.list())).toEqual({
      forward: { passes: 6, images: 20 },
      weights: { passes: 2, images: 6 },
      masks: { passes: 1, images: 2 },
      input: { passes: 1, images: 5 },
    });
    for (const each of [x, behind, found.value, found.logits, found.gradient]) each.dispose();
    training.dispose();
    disposeTensors(parameters);
  });
});

describe('meterKernels', () => {
  it('counts the operations of all three kernels of every convolution, and puts the kernels back', async () => {
    const training = new Training(startingPoint(CASE));
    const before = findKernel('Conv2D')?.kernelFunc;
    const operations = new Map<string, number[]>();
    const stop = meterKernels('wasm', wallClock, (run) => {
      if (!isConvolution(run.name)) return;
      operations.set(run.name, [...(operations.get(run.name) ?? []), operationsOf(run)]);
    });
    expect(findKernel('Conv2D')?.kernelFunc).not.toBe(before);
    await training.step();
    stop();
    training.dispose();
    expect(findKernel('Conv2D')?.kernelFunc).toBe(before);
    const sorted = (name: string): number[] => (operations.get(name) ?? []).sort((a, b) => a - b);
    expect(sorted('Conv2D')).toHaveLength(CONVOLUTIONS);
    expect(sorted('Conv2DBackpropFilter')).toEqual(sorted('Conv2D'));
    // Nothing is differentiated by the pixels.
    const stem = convolutionOperations([3, 32, 32, 4], [3, 3, 3, 4]);
    expect([...sorted('Conv2DBackpropInput'), stem].sort((a, b) => a - b)).toEqual(sorted('Conv2D'));
  });
});

describe('createPeakMeter', () => {
  it.each(['plain', 'relaxed'] as const)('computes in both builds: %s', async (build) => {
    const meter = await createPeakMeter(build);
    expect(meter()).toBeGreaterThan(0.5);
    expect(meter()).toBeLessThan(1000);
  });
});
