import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NODE_WASM_ASSETS } from '../../../cli/nodePlatform';
import { startDevice, type StartedDevice } from '../../../workers/device/startDevice';
import { startTestedDevice } from '../../../workers/device/startTestedDevice';
import { SELF_TEST_LIMIT } from '../../../workers/protocol';
import {
  engine,
  getBackend,
  getKernel,
  memory,
  mul,
  neg,
  registerKernel,
  unregisterKernel,
} from '../../../workers/device/tf';
import type { Tensor, TensorInfo } from '../../../workers/device/tf';
import { forward } from '../../../workers/graph/forward';
import { uploadTensors } from '../../../workers/graph/parameters';
import { relativeError } from '../../../workers/device/relativeError';
import { computeSelfTest, runSelfTest } from '../../../workers/graph/selfTest';
import { buildSelfTestGraph, selfTestData } from '../../../workers/graph/selfTestNetwork';
import { makeFakeGpu } from './fakeGpu';

const NODE = { headless: true, gpu: null, wasm: NODE_WASM_ASSETS, store: null };
const NOBODY = { lost: () => undefined };

let device: StartedDevice;

beforeEach(async () => {
  device = await startDevice('wasm', NODE, NOBODY);
});

afterEach(() => {
  device.dispose();
  vi.unstubAllGlobals();
});

type Change = (output: Tensor) => TensorInfo;

/** Replaces a kernel of the wasm backend by one whose first output is changed; starting the device puts it right again. */
function sabotage(kernelName: string, change: Change): void {
  const stock = getKernel(kernelName, 'wasm');
  unregisterKernel(kernelName, 'wasm');
  registerKernel({
    ...stock,
    kernelFunc: (call) => {
      const result = stock.kernelFunc(call);
      const [first, ...rest] = Array.isArray(result) ? result : [result];
      if (first === undefined) throw new Error('no output');
      const changed = change(engine().makeTensorFromTensorInfo(first));
      return Array.isArray(result) ? [changed, ...rest] : changed;
    },
  });
}

const wrongSign: Change = (output) => neg(output);

describe('the self-test on wasm', () => {
  it('agrees with the reference to single precision', async () => {
    const error = await runSelfTest();
    console.log(`self-test on wasm: ${error.toExponential(2)}`);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(1e-5);
  });

  it('leaves the backend and the number of tensors as they were', async () => {
    const before = memory().numTensors;
    await runSelfTest();
    expect(getBackend()).toBe('wasm');
    expect(memory().numTensors).toBe(before);
  });

  it('computes the loss, the gradient of every parameter and mask, the statistics and both kinds of logits', async () => {
    const names = [...(await computeSelfTest()).keys()];
    for (const name of ['loss', 'train logits', 'eval logits', 'conv1.weight', 'block.conv1.weight']) {
      expect(names).toContain(name);
    }
    for (const name of ['block.bn2.bias', 'linear.bias', 'mask block.bn2', 'variance block.shortcut.1']) {
      expect(names).toContain(name);
    }
  });

  it('tests nothing that is zero, where every wrong answer near zero would look right', async () => {
    for (const [name, { data }] of await computeSelfTest()) {
      expect(Math.max(...data.map(Math.abs)), name).toBeGreaterThan(1e-3);
    }
  });

  it.each([
    ['Conv2D', wrongSign],
    ['Conv2DBackpropInput', wrongSign],
    ['Conv2DBackpropFilter', wrongSign],
    ['RnpBatchNormTrain', wrongSign],
    ['RnpBatchNormTrainGrad', wrongSign],
    ['RnpBatchNormEval', wrongSign],
  ] as const)('fails where %s has a wrong sign', async (kernelName, change) => {
    sabotage(kernelName, change);
    expect(await runSelfTest()).toBeGreaterThan(SELF_TEST_LIMIT);
  });

  it('fails where all gradients of a convolution are zero', async () => {
    sabotage('Conv2DBackpropFilter', (output) => mul(output, 0));
    expect(await runSelfTest()).toBeGreaterThan(SELF_TEST_LIMIT);
  });

  it('fails where a gradient is not a number', async () => {
    sabotage('Conv2DBackpropFilter', (output) => mul(output, Number.NaN));
    expect(await runSelfTest()).toBe(Number.POSITIVE_INFINITY);
  });

  it('fails where a gradient is off by one part in a hundred', async () => {
    sabotage('Conv2DBackpropInput', (output) => mul(output, 1.01));
    expect(await runSelfTest()).toBeGreaterThan(SELF_TEST_LIMIT);
  });

  it('rejects where a kernel throws, with the backend as it was', async () => {
    sabotage('Conv2DBackpropFilter', () => {
      throw new Error('the shader does not compile');
    });
    await expect(runSelfTest()).rejects.toThrow('the shader does not compile');
    expect(getBackend()).toBe('wasm');
  });
});

describe('the numbers of the self-test', () => {
  it('keep every ReLU away from its corner, where rounding alone would flip a gradient', () => {
    const graph = buildSelfTestGraph();
    const { parameters, masks, batch } = selfTestData(graph);
    const [tensors, sites, inputs] = [parameters, masks, batch].map(uploadTensors);
    const x = inputs?.get('x');
    if (tensors === undefined || sites === undefined || x === undefined) throw new Error('nothing uploaded');
    // Tapped nodes are not fused with the ReLU behind them, so these are the values before it.
    const taps = ['bn1', 'block.bn1', 'block.add'];
    const passed = forward(graph, tensors, x, { mode: 'train', masks: sites, taps });
    for (const id of taps) {
      const values = passed.taps.get(id)?.dataSync() ?? [];
      const closest = Math.min(...Array.from(values, Math.abs));
      console.log(`${id}: closest to 0 is ${closest.toExponential(1)}`);
      expect(closest, id).toBeGreaterThan(1e-4);
    }
  });

  it('are compared by the largest difference over the largest magnitude', () => {
    const expected = Float32Array.of(1, -4);
    expect(relativeError(Float32Array.of(1, -4), expected)).toBe(0);
    expect(relativeError(Float32Array.of(1, -3), expected)).toBe(0.25);
    expect(relativeError(Float32Array.of(Number.NaN, -4), expected)).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError(Float32Array.of(1), expected)).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError(undefined, expected)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('starting a device with its self-test', () => {
  it('puts the error into the report', async () => {
    const started = await startTestedDevice('wasm', NODE, NOBODY, runSelfTest);
    expect(started.report.selfTestError).toBeLessThan(1e-5);
  });

  it('passes over a graphics card that fails, and says so', async () => {
    const { gpu, devices } = makeFakeGpu();
    vi.stubGlobal('navigator', { gpu });
    const browser = { ...NODE, headless: false, gpu };
    const test = () => Promise.resolve(getBackend() === 'webgpu' ? 0.5 : 1e-6);
    const started = await startTestedDevice('auto', browser, NOBODY, test);
    expect(started.report).toMatchObject({ backend: 'wasm', reason: 'gpu-failed', selfTestError: 1e-6 });
    expect(devices[0]?.destroyed).toBe(1);
  });

  it('passes over wasm that fails, and does not blame the graphics card', async () => {
    const test = () => Promise.resolve(getBackend() === 'wasm' ? 0.5 : 0);
    const started = await startTestedDevice('auto', NODE, NOBODY, test);
    expect(started.report).toMatchObject({ backend: 'cpu', reason: 'wasm-failed' });
    started.dispose();
  });

  it('passes over a graphics card that is lost in the test, without telling anybody', async () => {
    const { gpu, devices } = makeFakeGpu();
    vi.stubGlobal('navigator', { gpu });
    const faults: unknown[] = [];
    const test = async () => {
      if (getBackend() === 'webgpu') devices[0]?.lose('unknown');
      return 0;
    };
    const on = { lost: (fault: unknown) => faults.push(fault) };
    const started = await startTestedDevice('auto', { ...NODE, headless: false, gpu }, on, test);
    expect(started.report.backend).toBe('wasm');
    expect(faults).toEqual([]);
  });

  it('refuses a device that was asked for and fails', async () => {
    const wrong = (): Promise<number> => Promise.resolve(0.3);
    await expect(startTestedDevice('wasm', NODE, NOBODY, wrong)).rejects.toMatchObject({
      fault: { code: 'self-test-failed', params: { error: 0.3 } },
    });
    const trusted = await startTestedDevice('wasm', NODE, NOBODY, wrong, true);
    expect(trusted.report.selfTestError).toBe(0.3);
    const starting = startTestedDevice('wasm', NODE, NOBODY, () => Promise.reject(new Error('lost')), true);
    await expect(starting).rejects.toMatchObject({
      fault: { code: 'self-test-failed', params: { device: 'wasm', limit: SELF_TEST_LIMIT } },
    });
  });
});
