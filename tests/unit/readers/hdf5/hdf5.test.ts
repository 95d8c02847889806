import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../../workers/readers/byteSource';
import { type Hdf5Node, openHdf5 } from '../../../../workers/readers/hdf5/file';
import { countingSource, faultOf, fixture, fixtureBytes } from '../fixture';

async function at(root: Hdf5Node, path: string): Promise<Hdf5Node> {
  let node = root;
  for (const name of path.split('/')) {
    const child = await node.child(name);
    if (child === null) throw new RangeError(`there is no ${name} of ${path}`);
    node = child;
  }
  return node;
}

function ramp(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => index / 2);
}

const KINDS = ['earliest', 'latest', 'ordered'];

describe.each(KINDS)('an HDF5 file written by h5py, %s', (kind) => {
  const open = (): Promise<Hdf5Node> => openHdf5(fixture(`keras/hdf5-${kind}.h5`));

  it('gives its attributes', async () => {
    const root = await open();
    expect(await root.attribute('words')).toBe('läuft');
    expect(await root.attribute('names')).toEqual(['conv', 'bn']);
    expect(await root.attribute('fixed')).toEqual(['ab', 'cde']);
    expect(await root.attribute('count')).toBe(3);
    expect(await root.attribute('numbers')).toEqual([1.5, -2]);
    expect(await root.attribute('nothing')).toEqual([]);
    expect(await root.attribute('absent')).toBeNull();
  });

  it('gives its groups', async () => {
    const root = await open();
    expect([...(await root.names())].sort()).toEqual(['outer', 'types']);
    expect([...(await (await at(root, 'outer/inner')).names())].sort()).toEqual([
      'empty',
      'packed',
      'pieces',
      'plain',
      'scalar',
      'single',
    ]);
    expect(await root.child('absent')).toBeNull();
  });

  it.each([
    ['plain', [2, 3], ramp(6)],
    ['empty', [0, 4], ramp(0)],
    ['scalar', [], Float32Array.of(7)],
    ['packed', [5, 7], ramp(35)],
    ['pieces', [5, 7], ramp(35)],
    ['single', [4, 4], ramp(16)],
  ])('gives the dataset %s', async (name, shape, data) => {
    const tensor = await (await at(await open(), `outer/inner/${name}`)).read();
    expect(tensor).toEqual({ shape, dtype: 'float32', data });
  });

  it('gives numbers of every type', async () => {
    const types = await at(await open(), 'types');
    const values = async (name: string): Promise<number[]> => [
      ...(await (await at(types, name)).read()).data,
    ];
    for (const order of ['little', 'big']) {
      for (const type of ['f2', 'f4', 'f8'])
        expect(await values(`${order}-${type}`)).toEqual([1, -2.5, 1024]);
      for (const type of ['i1', 'i2', 'i4', 'i8'])
        expect(await values(`${order}-${type}`)).toEqual([1, -2, 100]);
    }
    expect(await values('little-u1')).toEqual([1, 255]);
    expect(await values('little-u2')).toEqual([1, 65535]);
    expect(await values('little-u4')).toEqual([1, 2 ** 32 - 2 ** 8]);
    expect(await values('little-u8')).toEqual([1, 2 ** 40]);
    expect(await values('truth')).toEqual([1, 0]);
  });

  it('finds each of 300 members and 60 attributes', async () => {
    const root = await openHdf5(fixture(`keras/hdf5-${kind}-many.h5`));
    for (let i = 0; i < 300; i++) expect((await (await at(root, `member_${i}`)).read()).data[0]).toBe(i);
    expect(await root.names()).toHaveLength(301);
    const group = await at(root, 'attributes');
    for (let i = 0; i < 60; i++) expect(await group.attribute(`attribute_${i}`)).toBe(`value ${i}`);
  });
});

describe('an HDF5 file', () => {
  it('may keep small data in the header', async () => {
    const root = await openHdf5(fixture('keras/hdf5-compact.h5'));
    expect((await (await at(root, 'compact')).read()).data).toEqual(ramp(6));
  });

  it('is not read whole', async () => {
    const padded = new Uint8Array(2 ** 22);
    padded.set(fixtureBytes('keras/hdf5-earliest.h5'));
    const source = countingSource(bytesSource('net.h5', padded));
    await (await at(await openHdf5(source), 'outer/inner/plain')).read();
    expect(source.bytesRead).toBeLessThan(2 ** 18);
  });

  it.each([
    ['growing', 'file-unknown', /can grow/],
    ['lzf', 'file-unknown', /packing method 32000/],
    ['compound', 'file-unknown', /compound/],
    ['unwritten', 'file-damaged', /never written/],
  ])('says what it cannot read: %s', async (name, code, reason) => {
    const fault = await faultOf(async () =>
      (await at(await openHdf5(fixture('keras/hdf5-unread.h5')), name)).read(),
    );
    expect(fault.code).toBe(code);
    expect(fault.params['reason']).toMatch(reason);
  });

  it('gives large tensors as well, which are read in pieces', async () => {
    // The first 2 kB of a file whose one tensor has 3 x 2^20 numbers, which start there.
    const bytes = new Uint8Array(2 ** 24);
    bytes.set(fixtureBytes('keras/hdf5-large.h5'));
    const view = new DataView(bytes.buffer);
    const tensor = await (await at(await openHdf5(bytesSource('net.h5', bytes)), 'large')).read();
    expect(tensor.shape).toEqual([3 * 2 ** 20]);
    const start = 2048;
    for (const index of [0, 1, 2 ** 21 - 1, 2 ** 21, 3 * 2 ** 20 - 1]) {
      view.setFloat32(start + 4 * index, index + 0.5, true);
    }
    const again = await (await at(await openHdf5(bytesSource('net.h5', bytes)), 'large')).read();
    for (const index of [0, 1, 2 ** 21 - 1, 2 ** 21, 3 * 2 ** 20 - 1])
      expect(again.data[index]).toBe(index + 0.5);
    const cut = bytes.slice(0, 2 ** 23);
    expect(
      (await faultOf(async () => (await at(await openHdf5(bytesSource('net.h5', cut)), 'large')).read()))
        .code,
    ).toBe('file-damaged');
  });

  it('does not follow soft links', async () => {
    expect(await (await openHdf5(fixture('keras/hdf5-unread.h5'))).child('soft')).toBeNull();
  });

  it.each([
    ['other bytes', new Uint8Array(200)],
    ['nothing but a signature', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
  ])('that is %s is damaged', async (_, bytes) => {
    expect((await faultOf(() => openHdf5(bytesSource('net.h5', bytes)))).code).toBe('file-damaged');
  });
});
