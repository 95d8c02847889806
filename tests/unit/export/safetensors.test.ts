import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../../workers/export/safetensors';
import type { StoredTensor } from '../../../workers/export/storedTensor';

const NET: ReadonlyMap<string, StoredTensor> = new Map([
  ['conv1.weight', { shape: [1, 2], dtype: 'float32', data: [1, -0.5] }],
  ['7', { shape: [], dtype: 'float32', data: [0] }],
  ['bn1.num_batches_tracked', { shape: [], dtype: 'int64', data: [782] }],
] as const);

/** A reader of the format that shares no code with ours: DataView, JSON, nothing else. */
function parseIndependently(bytes: Uint8Array): [string, unknown][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + headerBytes)).toString('utf8')) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, { dtype, shape, data_offsets }]) => {
      const values: number[] = [];
      for (let at = 8 + headerBytes + data_offsets[0]; at < 8 + headerBytes + data_offsets[1];) {
        values.push(dtype === 'F32' ? view.getFloat32(at, true) : Number(view.getBigInt64(at, true)));
        at += dtype === 'F32' ? 4 : 8;
      }
      return [name, { dtype, shape, values }];
    });
}

describe('writing safetensors', () => {
  it('gives exactly these bytes', () => {
    const header =
      '{"__metadata__":{"by":"test"},' +
      '"conv1.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"7":{"dtype":"F32","shape":[],"data_offsets":[8,12]},' +
      '"bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[12,20]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
    const data = [0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf, 0, 0, 0, 0, 0x0e, 0x03, 0, 0, 0, 0, 0, 0];
    const expected = [
      padded.length & 255,
      padded.length >> 8,
      0,
      0,
      0,
      0,
      0,
      0,
      ...Buffer.from(padded),
      ...data,
    ];
    expect([...writeSafetensors(NET, { by: 'test' })]).toEqual(expected);
  });

  it('can be read by a parser that shares no code with ours', () => {
    const read = new Map(parseIndependently(writeSafetensors(NET, { by: 'test' })));
    expect(read).toEqual(
      new Map<string, unknown>([
        ['conv1.weight', { dtype: 'F32', shape: [1, 2], values: [1, -0.5] }],
        ['7', { dtype: 'F32', shape: [], values: [0] }],
        ['bn1.num_batches_tracked', { dtype: 'I64', shape: [], values: [782] }],
      ]),
    );
  });

  it('starts the data at a multiple of 8 bytes, as readers that map files expect', () => {
    for (let length = 1; length < 20; length++) {
      const bytes = writeSafetensors(
        new Map([['x'.repeat(length), { shape: [0], dtype: 'float32', data: [] }]]),
      );
      expect(bytes.length % 8).toBe(0);
    }
  });

  it('does not write a tensor whose data and shape disagree', () => {
    expect(() => writeSafetensors(new Map([['a', { shape: [2], dtype: 'float32', data: [1] }]]))).toThrow(
      RangeError,
    );
  });
});
