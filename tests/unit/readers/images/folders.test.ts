/** Folders and archives of pictures: which class each is of, what is left out, what is done to them. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../../workers/protocol/faults';
import { bytesSource, type ByteSource } from '../../../../workers/readers/byteSource';
import { sniffImages } from '../../../../workers/readers/images/recognise';
import { faultOf } from '../fixture';
import { codesOf, imageFixture, read, textFile, tinyPicture } from './images';

describe('folders of pictures', () => {
  it('are classes in the order of their names; the split above them is none', async () => {
    const images = await read(imageFixture('by-class.zip'));
    expect(images).toMatchObject({ format: 'zip', height: 6, width: 8, channels: 3, resized: null });
    expect(images.classes).toEqual(['cat', 'dog', 'ship']);
    expect([...images.labels]).toEqual([0, 0, 1, 2]);
    expect(images.names).toEqual(
      ['cat/0.jpg', 'cat/1.png', 'dog/1.webp', 'ship/1.png'].map((name) => `set/train/${name}`),
    );
    expect(images.notes).toEqual([
      { code: 'split-taken', params: { split: 'train' } },
      { code: 'files-ignored', params: { count: 1 } },
    ]);
    expect((await read(imageFixture('by-class.zip'), { split: 'test' })).count).toBe(3);
  });

  it('keep to the order that is known, whatever is missing', async () => {
    const classes = ['ship', 'frog', 'Dog', 'cat'];
    const images = await read(imageFixture('by-class.zip'), { classes });
    expect(images.classes).toEqual(classes);
    expect([...images.labels]).toEqual([0, 2, 3, 3]);
  });

  it('that are numbers are ordered as numbers', async () => {
    const images = await read(['10', '9', '2'].map((name) => tinyPicture(`x/${name}/a.pgm`)));
    expect(images).toMatchObject({ format: 'folder', classes: ['2', '9', '10'] });
    expect(images.names).toEqual(['x/2/a.pgm', 'x/9/a.pgm', 'x/10/a.pgm']);
  });

  it('count from the picture up: the innermost that varies', async () => {
    const images = await read(['a', 'b'].map((name) => tinyPicture(`val/${name}/images/1.pgm`)));
    expect(images.classes).toEqual(['a', 'b']);
  });

  it('may be named train where other classes stand beside', async () => {
    const images = await read(['bus', 'train', 'ship'].map((name) => tinyPicture(`${name}/1.pgm`)));
    expect(images.classes).toEqual(['bus', 'ship', 'train']);
  });

  it('with a table take their labels from it, in all its forms', async () => {
    const pictures = ['a', 'b', 'c'].map((name) => tinyPicture(`flat/${name}.pgm`));
    const tables = [
      'Filename;Width;ClassId\na.pgm;2;1\nb.pgm;2;0\nc.pgm;2;1\n',
      'label,image\r\n1,"a.pgm"\r\n0,b.pgm\r\n1,c.pgm',
      'a.pgm\t1\nb.pgm\t0\nc.pgm\t1\n',
      'id,label\na,1\nb,0\nc,1\n',
    ];
    for (const table of tables) {
      const images = await read([...pictures, textFile('flat/labels.csv', table)]);
      expect([...images.labels]).toEqual([0, 1, 1]);
      expect(images.names?.[0]).toBe('flat/b.pgm');
      expect(codesOf(images)).toEqual(['labels-from-table']);
    }
    const named = await read([
      ...pictures,
      textFile('l.csv', 'file,class\na.pgm,dog\nb.pgm,cat\nc.pgm,dog\n'),
    ]);
    expect(named.classes).toEqual(['cat', 'dog']);
    const partly = await faultOf(() => read([...pictures, textFile('l.csv', 'file,class\na.pgm,dog\n')]));
    expect(partly).toMatchObject({
      code: 'labels-missing',
      params: { count: 2, total: 3, first: 'flat/b.pgm' },
    });
  });

  it('without anything to tell classes need a label', async () => {
    const one = tinyPicture('photo.pgm', 9, 3);
    expect(await faultOf(() => read(one))).toMatchObject({
      code: 'labels-missing',
      params: { first: 'photo.pgm' },
    });
    const images = await read(one, { label: 2, channels: 1 });
    expect(images).toMatchObject({
      format: 'pictures',
      count: 1,
      height: 3,
      width: 3,
      classes: ['0', '1', '2'],
    });
    expect([...images.pixels]).toEqual(new Array(9).fill(9));
  });

  it('of German traffic signs have their class numbers', async () => {
    const train = await read(imageFixture('gtsrb-training.zip'), { size: { height: 32, width: 32 } });
    expect(train.format).toBe('gtsrb');
    expect([...train.labels]).toEqual([0, 0, 1, 1, 14, 14]);
    expect(train.classes).toHaveLength(15);
    expect(train.resized).toEqual({ from: 'various', to: [32, 32] });
    const test = await read(imageFixture('gtsrb-test.zip'));
    expect([...test.labels]).toEqual([1, 16, 38]);
    expect(test).toMatchObject({ height: 24, width: 22, resized: null });
  });

  it('are brought to the size that most have', async () => {
    const files = [2, 3, 3].map((side, i) => tinyPicture(`${i}/a.pgm`, 7, side));
    expect(await read(files)).toMatchObject({
      height: 3,
      width: 3,
      resized: { from: 'various', to: [3, 3] },
    });
    const large = await read(tinyPicture('x.pgm', 5, 448), { label: 0 });
    expect(large).toMatchObject({ height: 224, width: 224, resized: { from: [448, 448], to: [224, 224] } });
    expect(large.pixels.every((value) => value === 5)).toBe(true);
  });
});

describe('broken pictures', () => {
  const good = Array.from({ length: 200 }, (_, i) =>
    tinyPicture(`${i % 2}/${String(i).padStart(3, '0')}.pgm`, i),
  );
  const svg = (name: string) => textFile(name, '<svg onload="alert(1)"/>');

  it('are left out and counted where they are few', async () => {
    const images = await read([...good, svg('0/zz.png')]);
    expect(images.count).toBe(200);
    expect(images.pixels.length).toBe(200 * 12);
    expect(images.notes).toEqual([
      {
        code: 'pictures-left-out',
        params: { count: 1, first: '0/zz.png', reason: 'it is an SVG drawing' },
      },
    ]);
  });

  it('are a fault that names the first where they are many', async () => {
    const fault = await faultOf(() =>
      read([...good, ...['a', 'b', 'c'].map((name) => svg(`0/${name}.png`))]),
    );
    expect(fault).toMatchObject({
      code: 'file-damaged',
      file: '0/a.png',
      params: { reason: '3 of 203 pictures cannot be read; in the first, it is an SVG drawing' },
    });
    expect(await faultOf(() => read(svg('x.png'), { label: 0 }))).toMatchObject({
      file: 'x.png',
      params: { reason: 'it is an SVG drawing' },
    });
  });

  it('of an archive count alike: a wrong checksum breaks one picture', async () => {
    const files = Object.fromEntries(
      await Promise.all(good.map(async (file) => [file.name, await file.slice(0, file.size)] as const)),
    );
    const bytes = zipSync(files, { level: 0 });
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    const images = await read(bytesSource('x.zip', bytes));
    expect(images.count).toBe(199);
    expect(codesOf(images)).toEqual(['pictures-left-out']);
  });
});

describe('names inside archives', () => {
  it('are only names: no way up, no root, no drive', async () => {
    const images = await read(imageFixture('escaping.zip'));
    expect(images.names).toEqual(['cat/x.png', 'dog/z.png', 'etc/dog/y.png'].toSorted());
    expect(images.classes).toEqual(['cat', 'dog']);
  });
});

describe('reading', () => {
  it('tells how far it is, and stops where telling throws', async () => {
    const files = Array.from({ length: 600 }, (_, i) => tinyPicture(`${i % 2}/${i}.pgm`));
    const told: [number, number | null][] = [];
    await read(files, { tell: (done, total) => told.push([done, total]) });
    let last = 0;
    for (const [done, total] of told) {
      expect(total).toBe(1200);
      expect(done - last).toBeLessThanOrEqual(256);
      last = done;
    }
    expect(last).toBe(1200);
    const stop = () => {
      throw new FaultError('cancelled');
    };
    expect((await faultOf(() => read(files, { tell: stop }))).code).toBe('cancelled');
  });

  it('says how many pictures fit', async () => {
    const files = Array.from({ length: 100 }, (_, i) => tinyPicture(`${i % 2}/${i}.pgm`));
    const fault = await faultOf(() => read(files, { size: { height: 4000, width: 4000 } }));
    expect(fault).toMatchObject({
      code: 'file-too-large',
      params: { what: 'pictures of 4000 x 4000 pixels', value: 100, limit: 22 },
    });
  });

  it('of pictures, batches and arrays alike tells of every 256', async () => {
    const records = new Uint8Array(600 * 3073);
    const files = [
      bytesSource('many.bin', records),
      imageFixture('cifar-10-python.tar.gz'),
      imageFixture('named.npz'),
    ];
    for (const file of files) {
      let last = 0;
      await read(file, {
        size: { height: 3, width: 3 },
        tell: (done, total) => {
          expect(done).toBeGreaterThanOrEqual(last);
          expect(done - last).toBeLessThanOrEqual(256);
          if (total !== null) expect(done).toBeLessThanOrEqual(total);
          last = done;
        },
      });
      expect(last).toBeGreaterThan(0);
    }
  });

  it('unpacks an entry once, however many places of it are looked at', async () => {
    // Records of CIFAR-10 with labels that are none: no record of the 256 that are sampled tells enough by itself.
    const records = new Uint8Array(300 * 3073).fill(200);
    const archive = bytesSource('x.zip', zipSync({ 'a.bin': [records, { level: 0 }] }));
    let bytesRead = 0;
    const counted: ByteSource = {
      ...archive,
      slice: async (start, end) => {
        const bytes = await archive.slice(start, end);
        bytesRead += bytes.length;
        return bytes;
      },
    };
    expect(await sniffImages([counted])).toBeNull();
    expect(bytesRead).toBeLessThan(2 * archive.size);
  });

  it('knows what holds no pictures', async () => {
    expect(await faultOf(() => read(textFile('a.txt', 'hello')))).toMatchObject({
      code: 'file-unknown',
      file: 'a.txt',
    });
    expect((await faultOf(() => read([]))).code).toBe('file-empty');
    expect((await faultOf(() => read(textFile('a.png', '')))).code).toBe('file-empty');
    expect(await sniffImages([textFile('.hidden/a', 'x'), textFile('Thumbs.db', 'x')])).toBeNull();
    expect(await sniffImages([tinyPicture('a.pgm')])).toBe('pictures');
    expect(await sniffImages([imageFixture('by-class.zip')])).toBe('zip');
    expect(await sniffImages([imageFixture('gtsrb-test.zip')])).toBe('gtsrb');
  });
});
