import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../../workers/readers/byteSource';
import { readCifar10 } from '../../../../workers/readers/images/cifarBinary';
import { countingSource, faultOf, fixture, fixtureBytes } from '../fixture';

describe('CIFAR-10 binary files', () => {
  it('become NHWC images: planes are interleaved, rows and columns stay', async () => {
    const { count, images, labels } = await readCifar10(fixture('three.bin'));
    expect(count).toBe(3);
    expect([...labels]).toEqual([3, 0, 9]);
    // In the file pixel p of plane c has the value (p + 50 c) mod 256.
    for (const [image, row, column] of [
      [0, 0, 0],
      [1, 5, 7],
      [2, 31, 31],
    ] as const) {
      const pixel = 32 * row + column;
      const at = ((image * 32 + row) * 32 + column) * 3;
      expect([...images.subarray(at, at + 3)]).toEqual([0, 50, 100].map((plane) => (pixel + plane) % 256));
    }
  });

  it('may be longer than one piece, and are read once', async () => {
    const bytes = new Uint8Array(2500 * 3073);
    for (let record = 0; record < 2500; record++) bytes.fill(record % 10, record * 3073, (record + 1) * 3073);
    const source = countingSource(bytesSource('many.bin', bytes));
    const { count, images, labels } = await readCifar10(source);
    expect(count).toBe(2500);
    expect([labels[999], labels[1000], labels[2499]]).toEqual([9, 0, 9]);
    expect(images.every((value, i) => value === Math.floor(i / 3072) % 10)).toBe(true);
    expect(source.bytesRead).toBe(bytes.length);
  });

  it('that were cut off say how much is whole', async () => {
    const cut = fixtureBytes('three.bin').slice(0, 2 * 3073 + 100);
    const fault = await faultOf(() => readCifar10(bytesSource('cut.bin', cut)));
    expect(fault).toMatchObject({
      code: 'file-damaged',
      params: { records: 2, bytesLeft: 100 },
      file: 'cut.bin',
    });
  });

  it('with a label that CIFAR-10 does not have name the record', async () => {
    const bytes = fixtureBytes('three.bin');
    bytes[2 * 3073] = 10;
    const fault = await faultOf(() => readCifar10(bytesSource('bad.bin', bytes)));
    expect(fault).toMatchObject({
      code: 'labels-out-of-range',
      params: { record: 2, value: 10, classes: 10 },
    });
  });

  it('that are empty or far too long are refused before anything is allocated', async () => {
    expect((await faultOf(() => readCifar10(bytesSource('e.bin', new Uint8Array(0))))).code).toBe(
      'file-empty',
    );
    const endless = { name: 'endless.bin', size: 3073 * 1e6, slice: () => Promise.reject(new Error('read')) };
    expect((await faultOf(() => readCifar10(endless))).code).toBe('file-too-large');
  });
});
