/** The sum of squares ends wherever its tensor lies: tfjs aligns the heap to 8 bytes, vectors are 16. */
import { beforeAll, expect, it } from 'vitest';
import { offsetOf, type WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import { engine, type Tensor } from '../../../workers/device/tf';
import { startWasm } from './nodeWasm';

let heap: WasmHeap;
beforeAll(async () => {
  heap = await startWasm();
});

it('is right for any number of values at any offset', async () => {
  const offsets = new Set<number>();
  const held: Tensor[] = [];
  for (const count of [1, 3, 4, 216, 2051])
    for (let at = 0; at < 16; at++) {
      // A small neighbour moves the next tensor by 8 bytes or by 16.
      held.push(engine().makeTensor(new Float32Array(1 + at), [1 + at], 'float32'));
      const x = engine().makeTensor(new Float32Array(count).fill(0.5), [count], 'float32');
      held.push(x);
      offsets.add(offsetOf(heap, x) % 16);
      const total = engine().runKernel<Tensor>('RnpSquaredSum', { x });
      expect([...(await total.data())]).toEqual([count / 4]);
      total.dispose();
    }
  expect(offsets).toEqual(new Set([0, 8]));
  for (const each of held) each.dispose();
});
