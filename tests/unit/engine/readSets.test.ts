/** Images in use are not read again. */
import { describe, expect, it } from 'vitest';
import { ReadSets } from '../../../workers/engine/readSets';
import type { ImageReading, ReadImageSet } from '../../../workers/reading/fileReader';

const READING: ImageReading = { size: null, channels: 3, label: null, split: 'train', classes: null };
const blob = (path: string, file: Blob = new File(['x'], path, { lastModified: 1 })) => ({ path, file });
const silent = () => undefined;

function setsOf() {
  const read: string[] = [];
  const sets = new ReadSets({
    readImages: ({ files, reading }) => {
      read.push(`${files[0]?.path ?? ''} ${String(reading.split)}`);
      // Nobody looks into it here.
      return Promise.resolve({ sha256: String(read.length) } as ReadImageSet);
    },
  });
  const open = (path: string, reading = READING) =>
    sets.replace((ask) => ask({ files: [blob(path)], reading }, silent));
  return { sets, read, open };
}

describe('images in use', () => {
  it('are read once, however often they are asked for in the same way', async () => {
    const { sets, read, open } = setsOf();
    const first = await open('a.tar.gz');
    expect(await open('a.tar.gz')).toBe(first);
    expect(await sets.read({ files: [blob('a.tar.gz')], reading: READING }, silent)).toBe(first);
    expect(read).toEqual(['a.tar.gz train']);
  });

  it('are read again where they are to be read otherwise', async () => {
    const { read, open } = setsOf();
    await open('a.tar.gz');
    await open('a.tar.gz', { ...READING, split: 'test' });
    expect(read).toEqual(['a.tar.gz train', 'a.tar.gz test']);
  });

  it('are forgotten when others take their place, not when those are refused', async () => {
    const { sets, read, open } = setsOf();
    await open('a.bin');
    await expect(sets.replace(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await open('a.bin');
    await open('b.bin');
    await open('a.bin');
    expect(read).toEqual(['a.bin train', 'b.bin train', 'a.bin train']);
  });

  it('without a date are always read', async () => {
    const { sets, read } = setsOf();
    const ask = () =>
      sets.replace((readFiles) =>
        readFiles({ files: [blob('a.bin', new Blob(['x']))], reading: READING }, silent),
      );
    await ask();
    await ask();
    expect(read).toHaveLength(2);
  });
});
