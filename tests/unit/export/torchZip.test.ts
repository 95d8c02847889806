import { describe, expect, it } from 'vitest';
import { writeTorchZip } from '../../../workers/export/torchZip';
import { writeStoredZip } from '../../../workers/export/zipWriter';
import { bytesSource } from '../../../workers/readers/byteSource';
import { openZip } from '../../../workers/readers/zip';
import { faultOf } from '../readers/fixture';

const NET = new Map([
  ['w', { shape: [2, 1], dtype: 'float32', data: [1, -2] }],
  ['n', { shape: [], dtype: 'int64', data: [7] }],
] as const);

async function entriesOf(zip: Uint8Array): Promise<Map<string, Uint8Array>> {
  const archive = await openZip(bytesSource('a.zip', zip));
  const files = new Map<string, Uint8Array>();
  for (const entry of archive.entries.values()) files.set(entry.name, await archive.read(entry));
  return files;
}

describe('a PyTorch zip', () => {
  it('has the entries that torch.save makes, under one folder', async () => {
    const files = await entriesOf(writeTorchZip(NET, { name: 'net', wrapper: null }));
    const texts = [...files].map(([name, bytes]) => [
      name,
      name.includes('.pkl') ? '' : Buffer.from(bytes).toString('hex'),
    ]);
    expect(texts).toEqual([
      ['net/data.pkl', ''],
      ['net/byteorder', Buffer.from('little').toString('hex')],
      ['net/data/0', '0000803f000000c0'],
      ['net/data/1', '0700000000000000'],
      ['net/version', '330a'],
    ]);
  });

  it('describes its tensors as torch.save does, byte for byte', async () => {
    const files = await entriesOf(writeTorchZip(NET, { name: 'net', wrapper: 'state_dict' }));
    const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
    const dict = 'ccollections\nOrderedDict\n)R';
    const tensor = (type: string, key: string, count: string, shape: string, strides: string): string =>
      `ctorch._utils\n_rebuild_tensor_v2\n((${text('storage')}ctorch\n${type}Storage\n${text(key)}${text('cpu')}${count}tQ` +
      `K\0(${shape}t(${strides}t\x89${dict}tR`;
    const expected =
      `\x80\x02}${text('state_dict')}${dict}(` +
      `${text('w')}${tensor('Float', '0', 'K\x02', 'K\x02K\x01', 'K\x01K\x01')}` +
      `${text('n')}${tensor('Long', '1', 'K\x01', '', '')}us.`;
    expect(Buffer.from(files.get('net/data.pkl') ?? []).toString('latin1')).toBe(expected);
  });

  it('starts every storage at a multiple of 64 bytes', () => {
    for (const name of ['a', 'a-longer-name', 'x'.repeat(60)]) {
      const zip = writeTorchZip(NET, { name, wrapper: null });
      const at = Buffer.from(zip).indexOf(Buffer.from('0000803f000000c0', 'hex'));
      expect(at % 64).toBe(0);
    }
  });

  it('takes no path for a name, and writes no tensor whose data and shape disagree', async () => {
    const files = await entriesOf(writeTorchZip(NET, { name: '../my net', wrapper: null }));
    expect([...files.keys()][0]).toBe('.._my_net/data.pkl');
    const wrong = new Map([['w', { shape: [3], dtype: 'float32', data: [1] }]] as const);
    expect(() => writeTorchZip(wrong, { name: 'net', wrapper: null })).toThrow(RangeError);
  });

  it('of equal networks is equal', () => {
    const [a, b] = [1, 2].map(() => writeTorchZip(NET, { name: 'net', wrapper: null }));
    expect(a).toEqual(b);
  });
});

describe('an archive', () => {
  it('may be empty, and refuses what needs zip64', async () => {
    expect((await entriesOf(writeStoredZip([], 1))).size).toBe(0);
    const entry = (bytes: number) => ({ name: 'a', bytes, write: () => undefined });
    const huge = await faultOf(() => writeStoredZip([entry(2 ** 32)], 1));
    expect(huge).toMatchObject({ code: 'file-too-large', params: { what: 'bytes' } });
    const many = await faultOf(() =>
      writeStoredZip(
        Array.from({ length: 65_535 }, () => entry(0)),
        1,
      ),
    );
    expect(many).toMatchObject({ code: 'file-too-large', params: { what: 'entries', value: 65_535 } });
  });
});
