import { afterEach, describe, expect, it, vi } from 'vitest';
import { NODE_WASM_ASSETS } from '../../../cli/nodePlatform';
import { initialiseWasmBackend, type WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import { resetBackend } from '../../../workers/device/backendRegistry';
import { registerWasmKernels } from '../../../workers/device/kernels/wasm/register';
import { engine, getKernelsForBackend } from '../../../workers/device/tf';
import { startWasm } from './nodeWasm';
import { DIGESTED, digestOfEveryKernel } from './everyKernel';

let heap: WasmHeap | null = null;

async function startOn(threads: number): Promise<WasmHeap> {
  heap = await startWasm({ threads });
  return heap;
}

afterEach(() => {
  heap?.end();
  heap = null;
  vi.unstubAllGlobals();
  resetBackend('wasm');
});

describe('threads', () => {
  it('give the same bits on one, two and five of them, again and again', async () => {
    await startOn(1);
    const expected = digestOfEveryKernel();
    for (const threads of [2, 5]) {
      heap?.end();
      resetBackend('wasm');
      expect((await startOn(threads)).threads).toBe(threads);
      for (let round = 0; round < 8; round++) expect(digestOfEveryKernel()).toBe(expected);
    }
  });

  it('are tried on every kernel of our own', async () => {
    await startOn(1);
    const own = getKernelsForBackend('wasm').filter(({ kernelName }) => kernelName.startsWith('Rnp'));
    expect(own.map(({ kernelName }) => kernelName).filter((name) => !DIGESTED.has(name))).toEqual([]);
  });

  it('go on after the shared heap has grown under them', async () => {
    await startOn(2);
    const expected = digestOfEveryKernel();
    const large = engine().makeTensor(new Float32Array(2 ** 25), [2 ** 25], 'float32');
    expect(digestOfEveryKernel()).toBe(expected);
    large.dispose();
  });

  it('are fewer where the platform gives fewer, and still share their scratch', async () => {
    await startOn(1);
    const expected = digestOfEveryKernel();
    heap?.end();
    resetBackend('wasm');
    let asked = 0;
    heap = await initialiseWasmBackend({
      ...NODE_WASM_ASSETS,
      threads: 4,
      startHelper: (task) => {
        asked++;
        return asked === 2
          ? Promise.reject(new Error('no more threads'))
          : (NODE_WASM_ASSETS.startHelper?.(task) ?? Promise.reject(new Error('no threads in Node')));
      },
    });
    registerWasmKernels(heap);
    expect(asked).toBe(3);
    expect(heap.threads).toBe(3);
    for (let round = 0; round < 8; round++) expect(digestOfEveryKernel()).toBe(expected);
  });

  it('are one on a page that is not isolated', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    heap = await startWasm({ threads: 4 });
    expect(heap).toMatchObject({ threads: 1, threadsRefused: 'not-isolated' });
    expect(digestOfEveryKernel()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are one where nobody can start any', async () => {
    heap = await initialiseWasmBackend({ kernels: NODE_WASM_ASSETS.kernels, threads: 4 });
    expect(heap).toMatchObject({ threads: 1, threadsRefused: 'refused' });
  });
});
