/** Real CIFAR-10 images through the one door; the counts are those of the files' own description. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesSource, type ByteSource } from '../../../../workers/readers/byteSource';
import { readCifar10 } from '../../../../workers/readers/images/cifarBinary';
import { read } from './images';

const FOLDER = resolve(process.env['RNP_CASES'] ?? '../shared', 'data');

function source(name: string): ByteSource {
  return bytesSource(name, new Uint8Array(readFileSync(resolve(FOLDER, name))));
}

const FILES = {
  'cifar10-test-1000.bin': [103, 89, 100, 103, 90, 86, 112, 102, 106, 109],
  'cifar10-defense-500.bin': [50, 50, 57, 54, 53, 54, 34, 36, 51, 61],
} as const;

const isPresent = Object.keys(FILES).every((name) => existsSync(resolve(FOLDER, name)));
if (!isPresent) console.warn(`skipped: no images in ${FOLDER} (set RNP_CASES)`);

describe.skipIf(!isPresent)('real CIFAR-10 images', () => {
  it.each(Object.entries(FILES))('%s', async (name, counts) => {
    const images = await read(source(name));
    expect(images).toMatchObject({ format: 'cifar10-binary', height: 32, width: 32, channels: 3, notes: [] });
    const found = new Array<number>(10).fill(0);
    for (const label of images.labels) found[label] = (found[label] ?? 0) + 1;
    expect(found).toEqual(counts);
    // Vitest compares element by element: half a minute for three megabytes.
    expect(Buffer.compare(images.pixels, (await readCifar10(source(name))).images)).toBe(0);
  });

  it('begin with a cat on a known pixel', async () => {
    const images = await read(source('cifar10-test-1000.bin'));
    expect(images.classes[images.labels[0] ?? -1]).toBe('cat');
    expect([...images.pixels.subarray(0, 3)]).toEqual([158, 112, 49]);
  });
});
