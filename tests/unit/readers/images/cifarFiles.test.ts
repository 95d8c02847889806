/** CIFAR in Python's form, with two labels, and inside its archives. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import * as v from 'valibot';
import { bytesSource } from '../../../../workers/readers/byteSource';
import { cifarClassNames } from '../../../../workers/readers/images/cifarClasses';
import type { ReadImages } from '../../../../workers/readers/images/contract';
import { sniffImages } from '../../../../workers/readers/images/recognise';
import { countingSource, faultOf, fixture, fixtureBytes } from '../fixture';
import { codesOf, imageFixture, read } from './images';

interface Expected {
  readonly labels: readonly number[];
  /** Sum of all values of each image. */
  readonly sums: readonly number[];
  /** Red, green and blue of the first pixel of the first image. */
  readonly first: readonly number[];
}

const BATCHES = ['data_batch_1', 'data_batch_2', 'test_batch', 'hundred'] as const;

const Sums = v.object({ labels: v.array(v.number()), sums: v.array(v.number()), first: v.array(v.number()) });

const expected: Record<(typeof BATCHES)[number], Expected> = v.parse(
  v.object(v.entriesFromList(BATCHES, Sums)),
  JSON.parse(readFileSync(new URL('../../../fixtures/images/cifar.json', import.meta.url), 'utf8')),
);

function sumsOf({ count, pixels }: ReadImages): readonly number[] {
  return Array.from({ length: count }, (_, i) =>
    pixels.subarray(i * 3072, (i + 1) * 3072).reduce((sum, value) => sum + value, 0),
  );
}

function expectImages(images: ReadImages, ...batches: readonly Expected[]): void {
  expect([...images.labels]).toEqual(batches.flatMap(({ labels }) => labels));
  expect(sumsOf(images)).toEqual(batches.flatMap(({ sums }) => sums));
  expect([...images.pixels.subarray(0, 3)]).toEqual(batches[0]?.first);
  expect(images).toMatchObject({ height: 32, width: 32, channels: 3, resized: null, names: null });
}

/** A tar archive without the entries of some names. */
function withoutEntries(tar: Uint8Array, name: RegExp): Uint8Array<ArrayBuffer> {
  const kept: number[] = [];
  for (let at = 0; at < tar.length;) {
    const header = String.fromCharCode(...tar.subarray(at, at + 512));
    const size = Number.parseInt(header.slice(124, 136), 8) || 0;
    const end = at + 512 + Math.ceil(size / 512) * 512;
    if (!name.test(header.slice(0, 100))) kept.push(...tar.subarray(at, end));
    at = end;
  }
  return Uint8Array.from(kept);
}

describe('CIFAR files', () => {
  it.each([
    'cifar-100-train',
    'fortran-protocol-5',
    'latin1-protocol-2',
    'pixels-first-protocol-2',
    'pixels-first-protocol-4',
  ])('%s has its fine labels', async (name) => {
    const images = await read(imageFixture(name));
    expectImages(images, expected.hundred);
    expect(images.format).toBe('cifar100-python');
    expect(images.classes).toEqual(cifarClassNames(100));
    expect(new Set(images.classes).size).toBe(100);
  });

  it('of CIFAR-100 in binary have their fine labels', async () => {
    const images = await read(imageFixture('cifar-100.bin'));
    expectImages(images, expected.hundred);
    expect(images.format).toBe('cifar100-binary');
  });

  it('may lie in a zip archive beside anything else', async () => {
    const bytes = zipSync({
      'py/data_batch_1': fixtureBytes('images/data_batch_1'),
      'py/test_batch': fixtureBytes('images/data_batch_1'),
      'py/readme.html': new Uint8Array(9),
    });
    expectImages(await read(bytesSource('py.zip', bytes), { split: 'test' }), expected.data_batch_1);
  });

  it('of CIFAR-10 are told by their content', async () => {
    expect(await sniffImages([fixture('three.bin')])).toBe('cifar10-binary');
    expect(await sniffImages([imageFixture('data_batch_1', 'x')])).toBe('cifar10-python');
    expectImages(await read(imageFixture('data_batch_1', 'x')), expected.data_batch_1);
    expect(await sniffImages([fixture('bare-legacy.pth')])).toBeNull();
    expect(await sniffImages([fixture('bare-zip.pth')])).toBeNull();
  });

  it.each(['cifar-10-binary.tar.gz', 'cifar-10-python.tar.gz'])(
    '%s gives one split, batches in order',
    async (name) => {
      const train = await read(imageFixture(name));
      expectImages(train, expected.data_batch_1, expected.data_batch_2);
      expect(train.notes).toEqual([{ code: 'split-taken', params: { split: 'train' } }]);
      expect(train.classes.slice(0, 2)).toEqual(['plane', 'automobile']);
      const test = await read(imageFixture(name), { split: 'test' });
      expectImages(test, expected.test_batch);
      expect(await sniffImages([imageFixture(name)])).toBe(train.format);
      expect(train.format).toBe(name.includes('binary') ? 'cifar10-binary' : 'cifar10-python');
    },
  );

  it('may lie in a tar that is not packed', async () => {
    const bytes = new Uint8Array(gunzipSync(fixtureBytes('images/cifar-10-binary.tar.gz')));
    expectImages(await read(bytesSource('x.tar', bytes)), expected.data_batch_1, expected.data_batch_2);
  });

  it('may lie under names that need an extension of tar', async () => {
    expectImages(await read(imageFixture('cifar-100-long-names.tar.gz')), expected.hundred);
  });

  it('are taken whatever is wanted where an archive holds only one split', async () => {
    const tar = new Uint8Array(gunzipSync(fixtureBytes('images/cifar-10-binary.tar.gz')));
    const images = await read(bytesSource('x.tar', withoutEntries(tar, /data_batch/)));
    expectImages(images, expected.test_batch);
    expect(images.notes).toEqual([]);
  });

  it('of one folder are taken by split; the names of classes stand beside them', async () => {
    const files = [
      imageFixture('data_batch_1', 'py/data_batch_1'),
      imageFixture('data_batch_1', 'py/test_batch'),
      imageFixture('cifar.json', 'py/readme.html'),
    ];
    const images = await read(files);
    expectImages(images, expected.data_batch_1);
    expect(codesOf(images)).toEqual(['split-taken']);
    expect(codesOf(await read(files.slice(1), { split: 'train' }))).toEqual([]);
  });

  it('are brought to another size, one channel and the order of classes that is known', async () => {
    const classes = cifarClassNames(10).toReversed();
    const images = await read(fixture('three.bin'), {
      size: { height: 16, width: 16 },
      channels: 1,
      classes,
    });
    expect(images).toMatchObject({
      height: 16,
      width: 16,
      channels: 1,
      resized: { from: [32, 32], to: [16, 16] },
    });
    expect(images.pixels.length).toBe(3 * 256);
    expect([...images.labels]).toEqual([6, 9, 0]);
    expect(codesOf(images)).toEqual(['rgb-to-grey']);
  });

  it('that are an archive cut short or broken end in a fault', async () => {
    const bytes = fixtureBytes('images/cifar-10-binary.tar.gz');
    const cut = await faultOf(() => read(bytesSource('a.tar.gz', bytes.slice(0, 20_000))));
    expect(cut).toMatchObject({ code: 'file-damaged', file: 'a.tar.gz' });
    bytes[9000] = (bytes[9000] ?? 0) ^ 0xff;
    expect(await faultOf(() => read(bytesSource('b.tar.gz', bytes)))).toMatchObject({ code: 'file-damaged' });
  });

  it('mixed with those of the other data set are refused', async () => {
    const files = [fixture('three.bin'), imageFixture('cifar-100.bin')];
    expect((await faultOf(() => read(files))).code).toBe('class-count-mismatch');
  });

  it('pass once while they are read from an archive', async () => {
    const source = countingSource(imageFixture('cifar-10-binary.tar.gz'));
    await read(source);
    // Once to tell what it is (its head, and up to the first batch), once to read it.
    expect(source.bytesRead).toBeLessThanOrEqual(2 * source.size + 4096);
  });

  it('of a pickle that names a function are refused by name', async () => {
    const text = 'cos\nsystem\n(S"labels data batch_label"\ntR.';
    const bytes = new Uint8Array([0x80, 2, ...new TextEncoder().encode(text)]);
    expect(await faultOf(() => read(bytesSource('data_batch_1', bytes)))).toMatchObject({
      code: 'pickle-refused',
      params: { name: 'os.system' },
      file: 'data_batch_1',
    });
  });
});
