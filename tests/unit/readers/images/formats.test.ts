/** Every kind of picture, against what Pillow makes of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../../../../cli/pictures';
import { readPicture, readPictureSize } from '../../../../workers/readers/images/readPicture';
import { pictureKind } from '../../../../workers/readers/images/pictureKind';
import { readNetpbm } from '../../../../workers/readers/images/netpbm';
import { withChannels } from '../../../../workers/readers/images/channels';
import { bytesSource } from '../../../../workers/readers/byteSource';
import { readNpz, type NdArray } from '../../../../workers/readers/npy';
import { bytesOf, faultOf, fixtureBytes } from '../fixture';
import { imageFixture } from './images';

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
  'rgb.bmp': 'bmp',
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

  it.each(Object.keys(KINDS).filter((name) => /png|p.m$/.test(name)))(
    '%s has the pixels that Pillow sees',
    async (name) => {
      const { pixels, channels, hadAlpha } = await readPicture(imageFixture(`formats/${name}`), decodePng);
      const seen = withChannels(pixels, channels, 3);
      const wanted = expected.get(name.replace('.', '_'))?.data ?? [];
      const distance = Math.max(...seen.map((value, i) => Math.abs(value - (wanted[i] ?? -999))));
      // Pillow's compositing rounds otherwise than ours.
      expect(distance).toBeLessThanOrEqual(hadAlpha ? 1 : 0);
      expect(hadAlpha).toBe(name.startsWith('clear'));
    },
  );

  it('are handed to the decoder with their kind, and what it answers is checked', async () => {
    const decode = (rgba: number) => async (_: Uint8Array, kind: string) => {
      expect(kind).toBe('webp');
      return { height: 2, width: 1, rgba: new Uint8ClampedArray(rgba) };
    };
    const file = imageFixture('formats/lossy.webp');
    expect(await readPicture(file, decode(8))).toMatchObject({ height: 2, width: 1, channels: 3 });
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
