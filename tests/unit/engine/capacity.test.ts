/** A run that a machine cannot bear is refused before its first step, with what it needs and what there is. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { memoryLimits, type MemoryLimits } from '../../../workers/device/memoryLimits';
import { assertCapacity } from '../../../workers/engine/capacity';
import { multiplyAdds } from '../../../workers/graph/multiplyAdds';
import { trainingBytes } from '../../../workers/graph/trainingBytes';
import { buildResnet18 } from '../../../workers/nets/resnetCifar';
import type { DeviceReport } from '../../../workers/protocol';
import { startBackend } from '../graph/backends';
import { createLab, smallRecipe } from './smallRun';

const GIB = 2 ** 30;
const graph = buildResnet18(64, 10);
const WASM: Pick<DeviceReport, 'backend' | 'available'> = { backend: 'wasm', available: ['wasm', 'cpu'] };
const ENDLESS: MemoryLimits = { totalBytes: null, largestBytes: null };

beforeAll(() => startBackend('wasm'));
afterEach(() => vi.unstubAllGlobals());

describe('memory', () => {
  const check = (batch: number, limits: Partial<MemoryLimits>) => () =>
    assertCapacity({ graph, batch, device: WASM, limits: { ...ENDLESS, ...limits } });

  it('that is enough is enough, to the byte', () => {
    const { totalBytes, largestBytes } = trainingBytes(graph, 128, 3);
    expect(check(128, {})).not.toThrow();
    expect(check(128, { totalBytes, largestBytes })).not.toThrow();
    expect(check(128, { totalBytes: totalBytes - 1 })).toThrow('memory-short');
    expect(check(128, { largestBytes: largestBytes - 1 })).toThrow('memory-short');
  });

  it('that is short is named with the need, and half the batch helps', () => {
    const needBytes = trainingBytes(graph, 128, 3).totalBytes;
    const limitBytes = 0.7 * needBytes;
    expect(check(128, { totalBytes: limitBytes })).toThrow(
      expect.objectContaining({
        fault: { code: 'memory-short', params: { needBytes, limitBytes, batch: 128, piece: 'all' } },
      }),
    );
    expect(check(64, { totalBytes: limitBytes })).not.toThrow();
  });

  it('of WebAssembly ends at 4 GiB, and a page counts on half of a small machine', () => {
    const { totalBytes, largestBytes } = memoryLimits();
    expect(largestBytes).toBeNull();
    expect(totalBytes).toBeGreaterThan(3.9 * GIB);
    expect(totalBytes).toBeLessThanOrEqual(4 * GIB);
    vi.stubGlobal('navigator', { deviceMemory: 2 });
    expect(memoryLimits().totalBytes).toBeLessThanOrEqual(GIB);
    // Browsers never say more than 8.
    vi.stubGlobal('navigator', { deviceMemory: 8 });
    expect(memoryLimits().totalBytes).toBe(totalBytes);
  });

  it('is looked at before a run begins', async () => {
    const lab = await createLab();
    const recipe = await smallRecipe(lab);
    vi.stubGlobal('navigator', { deviceMemory: 0.01 });
    await expect(lab.session.run({ job: 'run', recipe })).rejects.toMatchObject({
      fault: { code: 'memory-short', params: { batch: 16, piece: 'all' } },
    });
    expect(lab.events.filter(({ event }) => event.kind === 'progress' && event.unit === 'step')).toEqual([]);
    expect(lab.events.map(({ event }) => event).at(-1)).toMatchObject({ kind: 'end', how: 'failed' });
    lab.session.dispose();
  });
});

describe('a browser without WebAssembly SIMD', () => {
  const check = (width: number, device: Pick<DeviceReport, 'backend' | 'available'>) => () =>
    assertCapacity({ graph: buildResnet18(width, 10), batch: 32, device, limits: ENDLESS });

  it('trains nothing that would take it hours, and says how long a step is', () => {
    const seconds = Math.round((3 * 32 * multiplyAdds(buildResnet18(8, 10))) / 12e6);
    expect(check(8, { backend: 'cpu', available: ['cpu'] })).toThrow(
      expect.objectContaining({ fault: { code: 'no-simd', params: { seconds } } }),
    );
    expect(check(2, { backend: 'cpu', available: ['cpu'] })).not.toThrow();
  });

  it('is no matter where something faster is there', () => {
    expect(check(8, { backend: 'webgl', available: ['webgl', 'cpu'] })).not.toThrow();
    expect(check(8, { backend: 'cpu', available: ['wasm', 'cpu'] })).not.toThrow();
  });
});

it('counts the multiply-adds of the reference network', () => {
  // By hand: the stem, 16 convolutions of equal work but for the three that halve the picture, three 1 x 1, the last layer.
  const block = 32 * 32 * 9 * 64 * 64;
  const stem = 32 * 32 * 27 * 64;
  expect(multiplyAdds(graph)).toBe(stem + 13 * block + (3 * block) / 2 + (3 * block) / 18 + 5120);
});
