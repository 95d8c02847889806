import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { readSafetensors, type SafetensorsFile } from '../../../workers/readers/safetensors';
import { bytesOf, faultOf } from './fixture';

/** A file made by hand: header length, header, data. */
function file(header: unknown, data: readonly number[]): Uint8Array {
  const text = bytesOf(typeof header === 'string' ? header : JSON.stringify(header));
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return Uint8Array.from([...length, ...text, ...data]);
}

function read(bytes: Uint8Array): Promise<SafetensorsFile> {
  return readSafetensors(bytesSource('net.safetensors', bytes));
}

describe('safetensors files', () => {
  it('are read byte by byte as the format describes them', async () => {
    const header = {
      __metadata__: { from: 'a test' },
      half: { dtype: 'F16', shape: [2], data_offsets: [4, 8] },
      brain: { dtype: 'BF16', shape: [1, 2], data_offsets: [0, 4] },
      count: { dtype: 'I64', shape: [], data_offsets: [8, 16] },
    };
    //         brain: 1.0, -2.0         half: 1.0, -0.5          count: -3
    const data = [0x80, 0x3f, 0x00, 0xc0, 0x00, 0x3c, 0x00, 0xb8, 0xfd, 255, 255, 255, 255, 255, 255, 255];
    const { tensors, metadata, format } = await read(file(header, data));
    expect(format).toBe('safetensors');
    expect([...metadata]).toEqual([['from', 'a test']]);
    expect([...tensors]).toEqual([
      ['half', { shape: [2], dtype: 'float16', data: Float32Array.of(1, -0.5) }],
      ['brain', { shape: [1, 2], dtype: 'bfloat16', data: Float32Array.of(1, -2) }],
      ['count', { shape: [], dtype: 'int64', data: Float32Array.of(-3) }],
    ]);
  });

  const tensor = (begin: number, end: number, more: object = {}): object => ({
    dtype: 'F32',
    shape: [1],
    data_offsets: [begin, end],
    ...more,
  });
  const four = [0, 0, 0, 0];
  const broken: readonly [string, Uint8Array][] = [
    ['overlapping tensors', file({ a: tensor(0, 4), b: tensor(0, 4) }, four)],
    ['a gap', file({ a: tensor(4, 8) }, [...four, ...four])],
    ['bytes behind the last tensor', file({ a: tensor(0, 4) }, [...four, 0])],
    ['too few bytes', file({ a: tensor(0, 4) }, [0, 0, 0])],
    ['a shape that does not fit its bytes', file({ a: tensor(0, 4, { shape: [2] }) }, four)],
    ['an infinite shape', file({ a: tensor(0, 4, { shape: [2 ** 52, 2 ** 52, 2 ** 52, 0] }) }, four)],
    ['an unknown element type', file({ a: tensor(0, 4, { dtype: 'F8' }) }, four)],
    ['a type that is no text', file({ a: tensor(0, 4, { dtype: { toString: 1 } }) }, four)],
    ['a negative place', file({ a: tensor(-4, 0) }, four)],
    ['a header that is no JSON', file('{"a":', [])],
    ['a header that is a list', file('[]', [])],
    ['a header longer than the file', file({}, []).slice(0, 9)],
    ['less than a header length', Uint8Array.of(1, 0, 0)],
  ];
  for (const [what, bytes] of broken) {
    it(`with ${what} are damaged`, async () => {
      expect(await faultOf(() => read(bytes))).toMatchObject({
        code: 'file-damaged',
        file: 'net.safetensors',
      });
    });
  }

  it('that are empty or have an endless header are refused', async () => {
    expect((await faultOf(() => read(new Uint8Array(0)))).code).toBe('file-empty');
    expect((await faultOf(() => read(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0)))).code).toBe('file-too-large');
  });
});
