/** Every kind of picture, against what Pillow makes of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readPicture, readPictureSize } from '../../../../workers/readers/images/readPicture';
import { pictureKind } from '../../../../workers/readers/images/pictureKind';
import { readNetpbm } from '../../../../workers/readers/images/netpbm';
import { withChannels } from '../../../../workers/readers/images/fit';
import { bytesSource } from '../../../../workers/readers/byteSource';
import { crc32 } from '../../../../workers/readers/crc32';
import { readNpz, type NdArray } from '../../../../workers/readers/npy';
import { bytesOf, faultOf, fixtureBytes } from '../fixture';
import { decodePicture, imageFixture } from './images';

let expected: Map<string, NdArray>;

beforeAll(async () => {
  expected = await readNpz(imageFixture('formats/expected.npz'));
});

const KINDS = {
  'rgb.png': 'png',
  'grey.png': 'png',
  'clear.png': 'png',
  'palette.png': 'png',
  'one-bit.png': 'png',
  'interlaced.png': 'png',
  'rgb.bmp': 'bmp',
  'sixteen-bit.bmp': 'bmp',
  'rgb.jpg': 'jpeg',
  'progressive.jpg': 'jpeg',
  'turned.jpg': 'jpeg',
  'grey.jpg': 'jpeg',
  'lossy.webp': 'webp',
  'lossless.webp': 'webp',
  'clear.webp': 'webp',
  'rgb.ppm': 'netpbm',
  'grey.pgm': 'netpbm',
  'deep.ppm': 'netpbm',
  'text.ppm': 'netpbm',
} as const;

describe('pictures', () => {
  it.each(Object.entries(KINDS))(
    '%s is known as %s by its bytes, and its header has its size',
    async (name, kind) => {
      const file = imageFixture(`formats/${name}`, 'a name that says nothing');
      expect(pictureKind(await file.slice(0, 64))).toBe(kind);
      expect(await readPictureSize(file)).toMatchObject({ height: 7, width: 9 });
    },
  );

  it('have the pixels that Pillow gives to training code, to the bit', async () => {
    for (const [key, { data }] of expected) {
      const name = key.replace(/_(\w+)$/, '.$1');
      if (name === 'printer.jpg') continue;
      const { pixels, channels } = await readPicture(imageFixture(`formats/${name}`), decodePicture);
      expect([...withChannels(pixels, channels, 3)], name).toEqual([...data]);
    }
    expect(expected.size).toBeGreaterThan(35);
  });

  it.each([
    ['rgb.png', 3, []],
    ['grey.png', 1, []],
    ['clear.png', 3, ['opacity-dropped']],
    ['grey-clear.png', 1, ['opacity-dropped']],
    ['clear-palette.png', 3, ['opacity-dropped']],
    ['clear-colour.png', 3, ['opacity-dropped']],
    ['clear.webp', 3, ['opacity-dropped']],
    ['deep-grey.png', 1, ['grey-cut-off']],
    ['turned.jpg', 3, []],
  ])('%s has %d channels, and what was not kept of it is said: %j', async (name, channels, notes) => {
    expect(await readPicture(imageFixture(`formats/${name}`), decodePicture)).toMatchObject({
      channels,
      notes,
    });
  });

  it('are handed to the decoder with their kind, and what it answers is checked', async () => {
    const decode = (bytes: number) => async (_: Uint8Array, kind: string) => {
      expect(kind).toBe('webp');
      return { height: 2, width: 1, channels: 3 as const, pixels: new Uint8Array(bytes), notes: [] };
    };
    const file = imageFixture('formats/lossy.webp');
    expect(await readPicture(file, decode(6))).toMatchObject({ height: 2, width: 1, channels: 3 });
    expect(await faultOf(() => readPicture(file, decode(7)))).toMatchObject({ code: 'file-damaged' });
  });

  it('that state a size beyond the budget are refused before they are decoded', async () => {
    const bytes = fixtureBytes('images/formats/rgb.png');
    new DataView(bytes.buffer).setUint32(16, 60_000);
    const never = () => Promise.reject(new Error('decoded'));
    expect(await faultOf(() => readPicture(bytesSource('bomb.png', bytes), never))).toMatchObject({
      code: 'file-damaged',
      params: { reason: 'it states 60000 x 7 pixels' },
    });
  });

  it.each([
    ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'an SVG drawing'],
    ['<?xml version="1.0"?>\n<!-- x -->\n<svg/>', 'an SVG drawing'],
    ['<!DOCTYPE html><html><body>', 'an HTML page'],
    ['GIF89a', 'a GIF picture'],
    ['hello', 'a text file'],
    ['', 'an empty file'],
    ['\u0000\u0001\u0002', 'no picture of a known kind'],
  ])('%j is never handed to the decoder, whatever its name', async (content, what) => {
    const never = () => Promise.reject(new Error('decoded'));
    const fault = await faultOf(() => readPicture(bytesSource('x.png', bytesOf(content)), never));
    expect(fault).toMatchObject({ code: 'file-damaged', params: { reason: `it is ${what}` } });
  });
});

describe('broken pictures', () => {
  const reasonOf = async (name: string, change: (bytes: Uint8Array) => Uint8Array): Promise<unknown> => {
    const bytes = change(fixtureBytes(`images/formats/${name}`));
    const fault = await faultOf(() => readPicture(bytesSource(name, bytes), decodePicture));
    expect(fault.code).toBe('file-damaged');
    return fault.params['reason'];
  };
  const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length * 0.7));
  const changed = (at: number, value: number) => (bytes: Uint8Array) => bytes.with(at, value);

  it.each(['rgb.png', 'rgb.jpg', 'progressive.jpg', 'rgb.bmp'])(
    '%s, cut off, ends too early',
    async (name) => {
      expect(await reasonOf(name, half)).toBe('it ends too early');
    },
  );

  it.each(['lossy.webp', 'lossless.webp'])('%s, cut off, cannot be decoded', async (name) => {
    expect(await reasonOf(name, half)).toBe('it cannot be decoded');
  });

  it('say so when their kind is known but not read', async () => {
    const same = (bytes: Uint8Array): Uint8Array => bytes;
    expect(await reasonOf('printer.jpg', same)).toBe(
      'its colours are those of a printer (CMYK); save it as RGB',
    );
    expect(await reasonOf('rgb.bmp', changed(30, 1))).toBe(
      'it is a packed BMP picture; save it without compression',
    );
  });

  it('do not pass for whole: checksums and palettes are looked at', async () => {
    expect(await reasonOf('rgb.png', changed(29, 1))).toBe('a checksum in it does not match');
    // The 256 colours of the palette become three.
    const threeColours = (bytes: Uint8Array): Uint8Array => bytes.with(46, 3).with(47, 0);
    expect(await reasonOf('palette.bmp', threeColours)).toBe('a colour in it is not in its palette');
  });

  it('that state a second, larger size keep to the one that was checked', async () => {
    const bytes = fixtureBytes('images/formats/rgb.png');
    const second = bytes.slice(8, 33);
    const view = new DataView(second.buffer);
    view.setUint32(8, 60_000);
    view.setUint32(21, crc32(second.subarray(4, 21)));
    const forged = new Uint8Array([...bytes.subarray(0, 33), ...second, ...bytes.subarray(33)]);
    expect(await readPicture(bytesSource('x.png', forged), decodePicture)).toEqual(
      await readPicture(bytesSource('x.png', bytes), decodePicture),
    );
  });

  it('that stop a decoder in the middle do no harm to the next picture', async () => {
    const whole = fixtureBytes('images/formats/rgb.jpg');
    const read = (bytes: Uint8Array) => readPicture(bytesSource('x.jpg', bytes), decodePicture);
    const before = await read(whole);
    // The Huffman tables become nonsense.
    const table = whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === 0xc4);
    const broken = whole.slice().fill(0xfe, table + 5, table + 15);
    const [first, second, third] = await Promise.allSettled([read(broken), read(whole), read(broken)]);
    expect([first.status, third.status]).toEqual(['rejected', 'rejected']);
    expect(second).toEqual({ status: 'fulfilled', value: before });
    expect(await read(whole)).toEqual(before);
  });
});

describe('portable maps', () => {
  it('may be text with comments and a white of their own', () => {
    const { height, width, channels, pixels } = readNetpbm(fixtureBytes('images/formats/text.pgm'));
    expect({ height, width, channels }).toEqual({ height: 2, width: 3, channels: 1 });
    expect([...pixels]).toEqual([0, 17, 34, 221, 238, 255]);
  });

  it.each([
    ['P5 2 2 255 abc', 'it ends too early'],
    ['P2 2 2 3 0 1 2', 'it ends too early'],
    ['P2 2 1 3 0 4', 'a value in it is above its own white'],
    ['P2 2 1 0 0 0', 'its header cannot be read'],
    ['P2 2 x 3 0 4', 'it holds something that is no number'],
    ['P5 65536 1 255 a', 'a number in it is too large'],
    ['P5 65535 65535 255 a', 'its size is impossible'],
    ['P5 0 7 255 a', 'its size is impossible'],
    ['P6 # no end', 'it ends too early'],
  ])('%j is damaged: %s', async (text, reason) => {
    const fault = await faultOf(() => readNetpbm(bytesOf(text)));
    expect(fault).toMatchObject({ code: 'file-damaged', params: { reason } });
  });
});
