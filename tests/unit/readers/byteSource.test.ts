import { describe, expect, it } from 'vitest';
import { bytesSource, fileSource, sliceExactly } from '../../../workers/readers/byteSource';
import { decodeElements, halfToNumber } from '../../../workers/readers/elements';
import { sha256Hex } from '../../../workers/readers/sha256';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { bytesOf, faultOf, fixtureBytes } from './fixture';

describe('sources', () => {
  it('a browser file and bytes in memory give the same slices', async () => {
    const bytes = bytesOf('0123456789');
    const file = fileSource(new Blob([bytes]), 'digits.txt');
    const memory = bytesSource('digits.txt', bytes);
    expect(file).toMatchObject({ name: 'digits.txt', size: 10 });
    for (const [start, end] of [
      [0, 10],
      [3, 7],
      [8, 99],
      [5, 5],
      [20, 30],
    ] as const) {
      expect(await file.slice(start, end)).toEqual(await memory.slice(start, end));
    }
  });

  it('a dropped file is read as a checkpoint', async () => {
    const file = new File([fixtureBytes('bare-zip.pth')], 'bare.pth');
    expect((await readTorchCheckpoint(fileSource(file, file.name))).tensors.size).toBe(3);
  });

  it('exact slices never come back short', async () => {
    const source = bytesSource('a', bytesOf('abc'));
    expect(await sliceExactly(source, 1, 3)).toEqual(bytesOf('bc'));
    for (const [start, end] of [
      [1, 4],
      [2, 1],
      [-1, 2],
      [NaN, 2],
    ] as const) {
      expect((await faultOf(() => sliceExactly(source, start, end))).code).toBe('file-damaged');
    }
  });

  it('a file that was taken away is a fault, not a browser error', async () => {
    const gone = Object.assign(new Blob(['x']), { name: 'gone.pth' });
    gone.slice = () => {
      throw new DOMException('gone', 'NotReadableError');
    };
    const fault = await faultOf(() => fileSource(gone, gone.name).slice(0, 1));
    expect(fault).toMatchObject({ code: 'file-damaged', file: 'gone.pth' });
  });
});

describe('numbers', () => {
  it('halves: zero, subnormals, ones, infinities', () => {
    const halves = [0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x7e00];
    expect(halves.map(halfToNumber)).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1,
      -2,
      65504,
      Infinity,
      -Infinity,
      NaN,
    ]);
  });

  it('are decoded from unaligned memory', () => {
    const bytes = new Uint8Array([9, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).subarray(1);
    expect([...decodeElements(bytes, 'float32')]).toEqual([1, -2]);
  });
});

describe('sha256', () => {
  it('gives the published digest of "abc"', async () => {
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256Hex(bytesSource('abc', bytesOf('abc')))).toBe(digest);
    // The same bytes as a part of something longer.
    expect(await sha256Hex(bytesSource('abc', bytesOf('xabcx').subarray(1, 4)))).toBe(digest);
  });
});
