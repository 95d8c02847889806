import { beforeAll, describe, expect, it } from 'vitest';
import { wasmMemoryBytes, type WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import { engine } from '../../../workers/device/tf';
import { runEveryKernel } from './everyKernel';
import { startWasm } from './nodeWasm';
import { makeValues, relativeError, runKernel } from './tensors';

let heap: WasmHeap;
beforeAll(async () => {
  heap = await startWasm();
});

const x = makeValues([4, 16, 16, 16], 1);
const convolution = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };

function heapBytes(): number {
  return wasmMemoryBytes(heap);
}

describe('memory', () => {
  it('neither tensors nor the heap grow over 100 rounds', () => {
    for (let round = 0; round < 5; round++) runEveryKernel();
    const before = {
      tensors: engine().memory().numTensors,
      dataIds: heap.backend.numDataIds(),
      bytes: heapBytes(),
    };
    for (let round = 0; round < 100; round++) runEveryKernel();
    const after = {
      tensors: engine().memory().numTensors,
      dataIds: heap.backend.numDataIds(),
      bytes: heapBytes(),
    };
    expect(after).toEqual(before);
  });

  it('goes on after the heap has grown and moved', () => {
    const expected = runEveryKernel();
    const before = heapBytes();
    const large = engine().makeTensor(new Float32Array(2 ** 25), [2 ** 25], 'float32');
    expect(heapBytes()).toBeGreaterThan(before);
    expect(runEveryKernel()).toEqual(expected);
    large.dispose();
  });

  it('grows its own scratch in mid-run', () => {
    const wide = makeValues([1, 9, 9, 512], 5);
    const wideFilter = makeValues([3, 3, 512, 512], 6);
    const expected = runEveryKernel();
    const [first] = runKernel('Conv2D', { x: wide, filter: wideFilter }, convolution);
    heap.scratch.release();
    const [second] = runKernel('Conv2D', { x: wide, filter: wideFilter }, convolution);
    expect(relativeError(second, first?.data ?? [])).toBe(0);
    expect(runEveryKernel()).toEqual(expected);
  });

  it('leaves other tensors on the shared heap alone', () => {
    const witness = makeValues([10000], 7);
    const tensors = [0, 1, 2].map(() =>
      engine().makeTensor(Float32Array.from(witness.data), [10000], 'float32'),
    );
    runEveryKernel();
    for (const tensor of tensors) {
      expect(Array.from(tensor.dataSync())).toEqual(Array.from(witness.data));
      tensor.dispose();
    }
  });

  it('clones without copying, and the clone outlives the original', () => {
    const original = engine().makeTensor(Float32Array.from(x.data), [...x.shape], 'float32');
    const before = heap.backend.numDataIds();
    const clone = original.clone();
    expect(heap.backend.numDataIds()).toBe(before);
    original.dispose();
    runEveryKernel();
    expect(Array.from(clone.dataSync())).toEqual(Array.from(x.data));
    clone.dispose();
    expect(heap.backend.numDataIds()).toBe(before - 1);
  });

  it('reads its inputs only: equal calls give equal bits', () => {
    expect(runEveryKernel()).toEqual(runEveryKernel());
  });

  it('refuses a tensor that does not fit, and leaves the others alone', () => {
    const expected = runEveryKernel();
    for (const size of [2 ** 30 - 1000, 2 ** 30, 3 * 2 ** 30]) {
      expect(() => heap.backend.makeOutput([size], 'float32')).toThrow('out-of-memory');
    }
    expect(runEveryKernel()).toEqual(expected);
  });

  it('may start a second time', async () => {
    const expected = runEveryKernel();
    heap = await startWasm();
    expect(runEveryKernel()).toEqual(expected);
  });
});
