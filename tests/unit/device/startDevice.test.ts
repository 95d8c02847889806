import { afterEach, describe, expect, it, vi } from 'vitest';
import { NODE_WASM_ASSETS } from '../../../cli/nodePlatform';
import type { DevicePlatform } from '../../../workers/device/platform';
import { startDevice, type StartedDevice } from '../../../workers/device/startDevice';
import { engine, getBackend, getKernel, tensor1d } from '../../../workers/device/tf';
import type { DeviceChoice, Fault } from '../../../workers/protocol';
import { type FakeDevice, type FakeGpu, type FakeGpuOptions, makeFakeGpu } from './fakeGpu';

const NODE: DevicePlatform = { headless: true, gpu: null, wasm: NODE_WASM_ASSETS, store: null };
const NO_WASM = { kernels: () => Promise.reject(new Error('kernels.wasm is not there')) };

let running: StartedDevice | null = null;
let faults: Fault[] = [];

async function start(choice: DeviceChoice, platform: DevicePlatform): Promise<StartedDevice> {
  running = await startDevice(choice, platform, { lost: (fault) => faults.push(fault) });
  return running;
}

/** A browser with the card of `options`; tfjs looks at the global navigator as well. */
function browserWith(options: FakeGpuOptions): FakeGpu & { platform: DevicePlatform } {
  const fake = makeFakeGpu(options);
  vi.stubGlobal('navigator', { gpu: fake.gpu });
  return { ...fake, platform: { headless: false, gpu: fake.gpu, wasm: NODE_WASM_ASSETS, store: null } };
}

function onlyDevice({ devices }: FakeGpu): FakeDevice {
  const [device] = devices;
  if (device === undefined) throw new Error('no device was asked for');
  return device;
}

/** Lets a settled promise reach its listeners. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

afterEach(() => {
  running?.dispose();
  running = null;
  faults = [];
  vi.unstubAllGlobals();
});

describe('in Node', () => {
  it('starts wasm with our kernels, and computes', async () => {
    const { report } = await start('auto', NODE);
    expect(report).toMatchObject({ backend: 'wasm', reason: 'headless', software: false, threads: 1 });
    expect(report.name).toMatch(/^WebAssembly (relaxed )?SIMD$/);
    expect(report.available).toEqual(['wasm', 'cpu']);
    expect(getKernel('RnpBatchNormTrain', 'wasm')).toBeDefined();
    expect([...tensor1d([1, 2]).add(1).dataSync()]).toEqual([2, 3]);
  });

  it('starts cpu when asked, and says so', async () => {
    const { report } = await start('cpu', NODE);
    expect(report).toMatchObject({ backend: 'cpu', reason: 'asked', selfTestError: null });
    expect(getBackend()).toBe('cpu');
  });

  it('starts wasm again after it was disposed', async () => {
    (await start('wasm', NODE)).dispose();
    expect((await start('wasm', NODE)).report.backend).toBe('wasm');
    expect([...tensor1d([3]).mul(2).dataSync()]).toEqual([6]);
  });

  it.each(['webgpu', 'webgl'] as const)('refuses %s with the reason', async (asked) => {
    const reason = asked === 'webgpu' ? 'no-webgpu' : 'no-adapter';
    await expect(start(asked, NODE)).rejects.toMatchObject({
      fault: { code: 'device-unavailable', params: { asked, reason } },
    });
  });

  it('falls through to cpu where our kernels cannot be loaded, and leaves no half of wasm behind', async () => {
    const { report } = await start('auto', { ...NODE, wasm: NO_WASM });
    expect(report).toMatchObject({ backend: 'cpu', reason: 'wasm-failed' });
    expect(engine().registry).not.toHaveProperty('wasm');
    await expect(start('wasm', { ...NODE, wasm: NO_WASM })).rejects.toMatchObject({
      fault: { code: 'device-unavailable', params: { asked: 'wasm', reason: 'wasm-failed' } },
    });
    expect((await start('wasm', NODE)).report.backend).toBe('wasm');
  });

  it('says that SIMD is missing only where it is', async () => {
    vi.stubGlobal('WebAssembly', { validate: () => false });
    expect((await start('auto', NODE)).report).toMatchObject({ backend: 'cpu', reason: 'no-simd' });
  });
});

describe('in a browser with a graphics card', () => {
  it('takes the card, with its limits and the features it has', async () => {
    const fake = browserWith({ features: ['subgroups'] });
    const { report } = await start('auto', fake.platform);
    expect(report).toMatchObject({ backend: 'webgpu', name: 'nvidia hopper', reason: 'hardware-gpu' });
    expect(report.available).toEqual(['webgpu', 'wasm', 'cpu']);
    expect(getBackend()).toBe('webgpu');
    expect(fake.requests).toEqual([{ powerPreference: 'high-performance' }]);
    expect(fake.descriptors[0]?.requiredFeatures).toEqual(['subgroups']);
    expect(fake.descriptors[0]?.requiredLimits).toMatchObject({ maxBufferSize: 2 ** 31 });
  });

  it('runs on our device, not on one that tfjs asks for itself', async () => {
    const fake = browserWith({});
    await start('auto', fake.platform);
    expect(engine().registry.webgpu).toHaveProperty('device', onlyDevice(fake));
  });

  it('gives everything back when disposed', async () => {
    const fake = browserWith({});
    (await start('auto', fake.platform)).dispose();
    expect(onlyDevice(fake).destroyed).toBe(1);
    expect(engine().registryFactory).not.toHaveProperty('webgpu');
    await settle();
    expect(faults).toEqual([]);
  });
});

describe('in a browser whose graphics card cannot be used', () => {
  const cases: [string, FakeGpuOptions, string][] = [
    ['there is no adapter', { adapter: 'none' }, 'no-adapter'],
    ['asking for the adapter fails', { adapter: 'refused' }, 'gpu-failed'],
    ['the device is refused', { device: 'refused' }, 'gpu-failed'],
    ['the adapter says it is a fallback', { info: { isFallbackAdapter: true } }, 'software-adapter'],
    [
      'the adapter is SwiftShader',
      { info: { vendor: 'google', architecture: 'swiftshader' } },
      'software-adapter',
    ],
    ['the adapter is llvmpipe', { info: { description: 'llvmpipe (LLVM 15)' } }, 'software-adapter'],
  ];
  it.each(cases)('takes wasm where %s', async (_, options, reason) => {
    const fake = browserWith(options);
    expect((await start('auto', fake.platform)).report).toMatchObject({ backend: 'wasm', reason });
    expect(getBackend()).toBe('wasm');
    expect(engine().registry).not.toHaveProperty('webgpu');
    expect(engine().registryFactory).not.toHaveProperty('webgpu');
  });

  it('takes wasm where the browser has no WebGPU at all', async () => {
    const platform = { ...NODE, headless: false };
    expect((await start('auto', platform)).report).toMatchObject({ backend: 'wasm', reason: 'no-webgpu' });
  });

  it.each(['none', 'refused'] as const)('refuses when WebGPU is asked for (adapter: %s)', async (adapter) => {
    const { platform, requests } = browserWith({ adapter });
    const reason = adapter === 'none' ? 'no-adapter' : 'gpu-failed';
    await expect(start('webgpu', platform)).rejects.toMatchObject({
      fault: { code: 'device-unavailable', params: { asked: 'webgpu', reason } },
    });
    if (adapter === 'none') expect(requests[1]).toEqual({ forceFallbackAdapter: true });
  });

  it('uses a software adapter when WebGPU is asked for, and says that it is one', async () => {
    const fake = browserWith({ info: { architecture: 'swiftshader' } });
    const { report } = await start('webgpu', fake.platform);
    expect(report).toMatchObject({ backend: 'webgpu', reason: 'asked', software: true });
  });
});

describe('a device that goes away', () => {
  it('is reported once, with the reason', async () => {
    const fake = browserWith({});
    await start('auto', fake.platform);
    onlyDevice(fake).lose('unknown');
    await settle();
    onlyDevice(fake).fail(new Error('too late'));
    expect(faults).toEqual([
      { code: 'device-lost', params: { reason: 'unknown' }, detail: 'the driver went away' },
    ]);
  });

  it('is not reported when we destroyed it', async () => {
    const fake = browserWith({});
    await start('auto', fake.platform);
    onlyDevice(fake).destroy();
    await settle();
    expect(faults).toEqual([]);
  });

  it('reports an error that nobody caught', async () => {
    const fake = browserWith({});
    await start('auto', fake.platform);
    onlyDevice(fake).fail(new Error('binding sizes do not match'));
    expect(faults).toMatchObject([
      { code: 'device-error', params: { message: 'binding sizes do not match' } },
    ]);
  });

  it('tells missing memory from other errors', async () => {
    class GPUOutOfMemoryError extends Error {}
    const fake = browserWith({});
    await start('auto', fake.platform);
    onlyDevice(fake).fail(new GPUOutOfMemoryError('createBuffer'));
    expect(faults).toMatchObject([{ code: 'out-of-memory', detail: 'createBuffer' }]);
  });
});
