import { beforeAll, describe, expect, it } from 'vitest';
import { wasmMemoryBytes, type WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import { engine } from '../../../workers/device/tf';
import { startWasm } from './nodeWasm';
import { makeValues, relativeError, runKernel } from './tensors';

let heap: WasmHeap;
beforeAll(async () => {
  heap = await startWasm();
});

const x = makeValues([4, 16, 16, 16], 1);
const filter = makeValues([3, 3, 16, 16], 2);
const dy = makeValues([4, 16, 16, 16], 3);
const gamma = makeValues([16], 4);
const convolution = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };

/** One run of every kernel; all outputs in one list. */
function runAll(): number[][] {
  const results = [
    runKernel('Conv2D', { x, filter }, convolution),
    runKernel('Conv2DBackpropInput', { dy, filter }, { ...convolution, inputShape: [4, 16, 16, 16] }),
    runKernel('Conv2DBackpropFilter', { x, dy }, { ...convolution, filterShape: [3, 3, 16, 16] }),
    runKernel('RnpBatchNormTrain', { x, gamma, beta: gamma, residual: dy }, { epsilon: 1e-5, relu: true }),
    runKernel(
      'RnpBatchNormTrainGrad',
      { dy, x, y: x, gamma, mean: gamma, inverseStd: gamma },
      { relu: true, residual: true },
    ),
    runKernel('RnpBatchNormEval', { x, scale: gamma, shift: gamma }, { relu: true }),
    runKernel('RnpBatchNormEvalGrad', { dy, x, y: x, scale: gamma }, { relu: true, residual: true }),
    runKernel('RnpReluGrad', { dy, y: x }, {}),
  ];
  return results.flat().map(({ data }) => Array.from(data));
}

function heapBytes(): number {
  return wasmMemoryBytes(heap);
}

describe('memory', () => {
  it('neither tensors nor the heap grow over 200 rounds', () => {
    for (let round = 0; round < 5; round++) runAll();
    const before = {
      tensors: engine().memory().numTensors,
      dataIds: heap.backend.numDataIds(),
      bytes: heapBytes(),
    };
    for (let round = 0; round < 200; round++) runAll();
    const after = {
      tensors: engine().memory().numTensors,
      dataIds: heap.backend.numDataIds(),
      bytes: heapBytes(),
    };
    expect(after).toEqual(before);
  });

  it('goes on after the heap has grown and moved', () => {
    const expected = runAll();
    const before = heapBytes();
    const large = engine().makeTensor(new Float32Array(2 ** 25), [2 ** 25], 'float32');
    expect(heapBytes()).toBeGreaterThan(before);
    expect(runAll()).toEqual(expected);
    large.dispose();
  });

  it('grows its own scratch in mid-run', () => {
    const wide = makeValues([1, 9, 9, 512], 5);
    const wideFilter = makeValues([3, 3, 512, 512], 6);
    const expected = runAll();
    const [first] = runKernel('Conv2D', { x: wide, filter: wideFilter }, convolution);
    heap.scratch.release();
    const [second] = runKernel('Conv2D', { x: wide, filter: wideFilter }, convolution);
    expect(relativeError(second, first?.data ?? [])).toBe(0);
    expect(runAll()).toEqual(expected);
  });

  it('leaves other tensors on the shared heap alone', () => {
    const witness = makeValues([10000], 7);
    const tensors = [0, 1, 2].map(() =>
      engine().makeTensor(Float32Array.from(witness.data), [10000], 'float32'),
    );
    runAll();
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
    runAll();
    expect(Array.from(clone.dataSync())).toEqual(Array.from(x.data));
    clone.dispose();
    expect(heap.backend.numDataIds()).toBe(before - 1);
  });

  it('reads its inputs only: equal calls give equal bits', () => {
    expect(runAll()).toEqual(runAll());
  });

  it('may start a second time', async () => {
    const expected = runAll();
    heap = await startWasm();
    expect(runAll()).toEqual(expected);
  });
});
