import { describe, expect, it } from 'vitest';
import { readNpy, readNpz } from '../../../workers/readers/npy';
import { bytesOf, faultOf, fixture, fixtureBytes } from './fixture';

/** A version 1 .npy file with this header text. */
function npy(header: string, data: readonly number[]): Uint8Array {
  const text = bytesOf(header);
  return Uint8Array.from([
    0x93,
    ...bytesOf('NUMPY'),
    1,
    0,
    text.length & 255,
    text.length >> 8,
    ...text,
    ...data,
  ]);
}

describe('NumPy archives', () => {
  it('give every array with its type and shape', async () => {
    const arrays = await readNpz(fixture('arrays.npz'));
    const seen = [...arrays].map(([name, { dtype, shape, data }]) => [
      name,
      dtype,
      [...shape],
      [...data].slice(0, 6),
    ]);
    expect(seen).toEqual([
      ['f4', 'float32', [2, 3], [0, 0.5, 1, 1.5, 2, 2.5]],
      ['f8', 'float64', [2], [0.1, -1e300]],
      ['f2', 'float16', [2], [0.5, -2]],
      ['u1', 'uint8', [2], [0, 255]],
      ['i1', 'int8', [2], [-128, 127]],
      ['i2', 'int16', [2], [-32768, 7]],
      ['i4', 'int32', [2], [-(2 ** 31), 7]],
      ['i8', 'int64', [2], [-(2 ** 40), 2 ** 40]],
      ['b1', 'bool', [2], [1, 0]],
      ['scalar', 'float64', [], [2.5]],
      ['big', 'float32', [2], [1.5, -3]],
      ['big_i8', 'int64', [2], [-(2 ** 40), 3]],
      ['fortran', 'int32', [2, 3, 4], [0, 1, 2, 3, 4, 5]],
    ]);
  });

  it('turn column-major arrays into row-major ones', async () => {
    const { data } = (await readNpz(fixtureBytes('arrays.npz'))).get('fortran') ?? { data: [] };
    expect([...data]).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });
});

describe('single arrays', () => {
  it('are read from any byte offset', () => {
    const shifted = new Uint8Array([0, ...fixtureBytes('ramp.npy')]).subarray(1);
    expect([...readNpy(shifted).data]).toEqual([0, 1, 2]);
  });

  it('of text or objects are refused by their type', async () => {
    const fault = await faultOf(() => readNpy(fixtureBytes('unicode.npy')));
    expect(fault).toMatchObject({ code: 'file-unknown', params: { type: 'U4' } });
    const objects = npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", [0]);
    expect(await faultOf(() => readNpy(objects))).toMatchObject({
      code: 'file-unknown',
      params: { type: 'O', reason: 'it holds Python objects, which are not read' },
    });
  });

  it('whose shape promises more than the file holds are damaged', async () => {
    for (const shape of ['(3,)', '(999999999, 999999999)', `(0, ${'9'.repeat(400)})`]) {
      const lie = npy(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}}`, [0, 0, 0, 0]);
      expect((await faultOf(() => readNpy(lie))).code, shape).toBe('file-damaged');
    }
  });

  it('with an unreadable header are damaged', async () => {
    for (const bytes of [
      bytesOf('PK'),
      npy('{}', []),
      fixtureBytes('ramp.npy').slice(0, 40),
      npy('', []).slice(0, 9),
    ]) {
      expect((await faultOf(() => readNpy(bytes))).code).toBe('file-damaged');
    }
  });
});
