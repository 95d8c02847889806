import { assert, asyncProperty, constantFrom, option } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeNpz } from '../../../workers/export/npz';
import { writeSafetensors } from '../../../workers/export/safetensors';
import { writeElements } from '../../../workers/export/storedTensor';
import { writeTorchZip } from '../../../workers/export/torchZip';
import { bytesSource } from '../../../workers/readers/byteSource';
import { tensorOf, type RawTensor } from '../../../workers/readers/elements';
import { readNpzStateDict } from '../../../workers/readers/npy';
import { readSafetensors } from '../../../workers/readers/safetensors';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { fixture } from '../readers/fixture';
import { stateDict } from './arbitraryTensors';

/** Names, order, types, shapes and every bit. */
function expectSame(read: ReadonlyMap<string, RawTensor>, written: ReadonlyMap<string, RawTensor>): void {
  expect([...read.keys()]).toEqual([...written.keys()]);
  for (const [name, { shape, dtype, data, exact }] of written) {
    const other = read.get(name);
    expect(other, name).toMatchObject({ shape, dtype });
    expect(bits(other?.data ?? new Float32Array(0)), name).toEqual(bits(data));
    expect(other?.exact, name).toEqual(exact);
  }
}

function bits(data: Float32Array): Uint32Array {
  return new Uint32Array(data.slice().buffer);
}

describe('property: what is written is read back, bit for bit', () => {
  it('safetensors', async () => {
    const check = asyncProperty(stateDict, async (tensors) => {
      const source = bytesSource('a', writeSafetensors(tensors, { by: 'test' }));
      expectSame((await readSafetensors(source)).tensors, tensors);
    });
    await assert(check, { numRuns: 100 });
  });

  it('PyTorch zip, bare and wrapped', async () => {
    const wrappers = option(constantFrom('state_dict', 'model.state_dict', 'ours'));
    const check = asyncProperty(stateDict, wrappers, async (tensors, wrapper) => {
      if (tensors.size === 0) return;
      const source = bytesSource('a', writeTorchZip(tensors, { name: 'net', wrapper }));
      const read = await readTorchCheckpoint(source);
      expect(read).toMatchObject({ format: 'torch-zip', wrapper, extras: {}, attack: null });
      expectSame(read.tensors, tensors);
    });
    await assert(check, { numRuns: 100 });
  });

  it('npz, where bfloat16 becomes float32', async () => {
    const check = asyncProperty(stateDict, async (tensors) => {
      const read = await readNpzStateDict(bytesSource('a', writeNpz(tensors)));
      const widened = [...tensors].map(([name, tensor]): [string, RawTensor] => [
        name,
        tensor.dtype === 'bfloat16' ? { ...tensor, dtype: 'float32' } : tensor,
      ]);
      expectSame(read, new Map(widened));
    });
    await assert(check, { numRuns: 100 });
  });

  it('a real PyTorch file of every type comes out of all three as it went in', async () => {
    for (const name of ['dtypes-zip.pth', 'exact.pth', 'windows-zip.pth']) {
      const { tensors } = await readTorchCheckpoint(fixture(name));
      const torch = writeTorchZip(tensors, { name: 'net', wrapper: null });
      expectSame((await readTorchCheckpoint(bytesSource('a', torch))).tensors, tensors);
      expectSame((await readSafetensors(bytesSource('a', writeSafetensors(tensors)))).tensors, tensors);
    }
  });
});

describe('rounding', () => {
  it.each(['float16', 'bfloat16'] as const)('every %s comes back as it was', (dtype) => {
    const words = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
    const { data } = tensorOf([2 ** 16], dtype, new Uint8Array(words.buffer.slice(0)));
    const written = new Uint16Array(2 ** 16);
    writeElements(new Uint8Array(written.buffer), { shape: [2 ** 16], dtype, data });
    const changed = words.filter((word, i) => !Number.isNaN(data[i]) && written[i] !== word);
    expect([...changed]).toEqual([]);
  });

  const half = (value: number): number => {
    const written = new Uint16Array(1);
    writeElements(new Uint8Array(written.buffer), { shape: [1], dtype: 'float16', data: [value] });
    return written[0] ?? NaN;
  };
  it.each([
    [1 + 2 ** -11, 0x3c00], // a tie goes to the even neighbour below
    [1 + 3 * 2 ** -11, 0x3c02], // and above
    [1 + 2 ** -11 + 2 ** -23, 0x3c01],
    [2047.9999, 0x6800], // carries into the exponent
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [NaN, 0x7e00],
    [-0, 0x8000],
    [2 ** -25, 0], // half of the smallest number: to even, which is 0
    [3 * 2 ** -25, 2],
    [2 ** -14 - 2 ** -26, 0x0400], // the largest subnormal rounds up to the smallest normal number
  ])('%f is the half 0x%s', (value, expected) => {
    expect(half(value)).toBe(expected);
  });

  it('whole numbers are rounded, not cut off', () => {
    const written = new Int8Array(3);
    const tensor = { shape: [3], dtype: 'int8', data: [2.6, -2.6, 127] } as const;
    writeElements(new Uint8Array(written.buffer), tensor);
    expect([...written]).toEqual([3, -3, 127]);
  });
});
