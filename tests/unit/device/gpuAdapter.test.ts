import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  adapterName,
  findAdapter,
  isSoftwareAdapter,
  isSoftwareRenderer,
} from '../../../workers/device/gpuAdapter';

function adapterWith(info: Partial<GPUAdapterInfo> | undefined, isFallbackAdapter?: boolean): GPUAdapter {
  return { info, isFallbackAdapter } as unknown as GPUAdapter;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('an adapter', () => {
  it('is named by what the browser tells, however little', () => {
    expect(adapterName(adapterWith({ description: 'NVIDIA H200', vendor: 'nvidia' }))).toBe('NVIDIA H200');
    expect(adapterName(adapterWith({ description: '', vendor: 'apple', architecture: 'metal-3' }))).toBe(
      'apple metal-3',
    );
    expect(adapterName(adapterWith({ description: '', vendor: '', architecture: '', device: '' }))).toBe(
      'GPU',
    );
    expect(adapterName(adapterWith(undefined))).toBe('GPU');
  });

  it('is hardware unless something says otherwise', () => {
    expect(isSoftwareAdapter(adapterWith({ vendor: 'intel', architecture: 'xe' }))).toBe(false);
    expect(isSoftwareAdapter(adapterWith(undefined))).toBe(false);
    expect(isSoftwareAdapter(adapterWith(undefined, true))).toBe(true);
    expect(isSoftwareAdapter(adapterWith({ isFallbackAdapter: true }))).toBe(true);
  });

  it.each([
    ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)', true],
    ['llvmpipe (LLVM 15.0.7, 256 bits)', true],
    ['Microsoft Basic Render Driver', true],
    ['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11)', false],
    ['Mesa Intel(R) Xe Graphics (TGL GT2)', false],
  ])('is told from its emulation by name: %s', (name, isSoftware) => {
    expect(isSoftwareRenderer(name)).toBe(isSoftware);
  });

  it('that never answers is given up, so that the page does not wait for ever', async () => {
    vi.useFakeTimers();
    const silent = { requestAdapter: () => new Promise(() => undefined) } as unknown as GPU;
    const outcome = expect(findAdapter(silent, false)).rejects.toThrow('did not answer in 15000 ms');
    await vi.advanceTimersByTimeAsync(15_000);
    await outcome;
  });
});
