/** NumPy arrays of pictures. */
import { beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '../../../../workers/export/npz';
import { bytesSource } from '../../../../workers/readers/byteSource';
import { elementCount, type RawTensor } from '../../../../workers/readers/elements';
import type { ReadImages } from '../../../../workers/readers/images/contract';
import { sniffImages } from '../../../../workers/readers/images/recognise';
import { readNpy } from '../../../../workers/readers/npy';
import { faultOf, fixture, fixtureBytes } from '../fixture';
import { codesOf, imageFixture, read } from './images';

let pictures: Uint8Array;

beforeAll(() => {
  pictures = Uint8Array.from(readNpy(fixtureBytes('images/expected.npy')).data);
});

function expectPictures(images: ReadImages, classes: number): void {
  expect(images).toMatchObject({ count: 3, height: 4, width: 5, channels: 3, resized: null, names: null });
  expect(images.pixels).toEqual(pictures);
  expect([...images.labels]).toEqual([2, 0, 1]);
  expect(images.classes).toEqual(Array.from({ length: classes }, (_, label) => String(label)));
}

describe('arrays', () => {
  it('are chosen by name and split', async () => {
    const train = await read(imageFixture('named.npz'));
    expectPictures(train, 3);
    expect(train.format).toBe('npz');
    expect(train.notes).toEqual([{ code: 'split-taken', params: { split: 'train' } }]);
    const test = await read(imageFixture('named.npz'), { split: 'test' });
    expect([test.count, test.labels[0]]).toEqual([1, 2]);
  });

  it('may have channels first and one-hot labels', async () => {
    const images = await read(imageFixture('positional.npz'));
    expectPictures(images, 4);
    expect(codesOf(images)).toEqual(['layout-nchw']);
  });

  it('may hold numbers 0 to 1', async () => {
    const images = await read(imageFixture('unit-floats.npz'));
    expectPictures(images, 3);
    expect(codesOf(images)).toEqual(['values-scaled']);
  });

  it('may be grey, and stay so unless colour is asked for', async () => {
    const grey = await read(imageFixture('grey.npz'));
    expect(grey).toMatchObject({ channels: 1, height: 4, width: 5 });
    expect(codesOf(grey)).toEqual(['values-rounded']);
    const wanted = pictures.filter((_, i) => i % 3 === 0);
    expect(grey.pixels).toEqual(wanted);
    const colour = await read(imageFixture('grey.npz'), { channels: 3 });
    expect(codesOf(colour)).toEqual(['values-rounded', 'grey-to-rgb']);
    expect(colour.pixels).toEqual(Uint8Array.from({ length: 180 }, (_, i) => wanted[Math.floor(i / 3)] ?? 0));
  });

  it('may be two files: Fortran order and big-endian labels are turned round', async () => {
    const images = await read([imageFixture('pictures.npy'), imageFixture('targets.npy')]);
    expectPictures(images, 3);
    expect(images.format).toBe('npy');
  });

  it('that were normalised are refused with their range', async () => {
    const fault = await faultOf(() => read(imageFixture('normalised.npz')));
    expect(fault.code).toBe('images-unusable');
    expect(fault.params['reason']).toMatch(
      /^the numbers go from -1\.\d+ to 1\.\d+, so they were normalised already$/,
    );
  });

  it('without labels need one typed in', async () => {
    const fault = await faultOf(() => read(imageFixture('unlabelled.npz')));
    expect(fault).toMatchObject({ code: 'labels-missing', params: { count: 3, total: 3 } });
    const images = await read(imageFixture('unlabelled.npz'), { label: 4, classes: 'abcdefg'.split('') });
    expect([...images.labels]).toEqual([4, 4, 4]);
    expect(codesOf(images)).toEqual(['label-given']);
  });

  it('of labels need a number for each picture, not rows of none', async () => {
    const zeros = (shape: number[]): RawTensor => ({
      shape,
      dtype: 'uint8',
      data: new Float32Array(elementCount(shape)),
    });
    const npz = writeNpz(
      new Map([
        ['x', zeros([3, 2, 2, 3])],
        ['y', zeros([3, 0])],
      ]),
    );
    const fault = await faultOf(() => read(bytesSource('rows-of-none.npz', npz)));
    expect(fault).toMatchObject({ code: 'images-unusable', file: 'y.npy' });
  });

  it('of weights are no pictures', async () => {
    expect((await faultOf(() => read(fixture('arrays.npz')))).code).toBe('file-unknown');
    expect(await sniffImages([fixture('arrays.npz')])).toBeNull();
    expect((await faultOf(() => read(fixture('ramp.npy')))).code).toBe('images-unusable');
    expect(await sniffImages([imageFixture('named.npz')])).toBe('npz');
  });

  it('tell which label no class has', async () => {
    const fault = await faultOf(() => read(imageFixture('named.npz'), { classes: ['a', 'b'] }));
    expect(fault).toMatchObject({ code: 'class-count-mismatch', params: { network: 2, images: 3 } });
  });
});
