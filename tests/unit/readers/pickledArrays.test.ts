import { describe, expect, it } from 'vitest';
import { unpickle } from '../../../workers/readers/pickle';
import { bytesOf, integerOf, numpyArrayOf } from '../../../workers/readers/pickledArrays';
import type { PickleValue } from '../../../workers/readers/pickleValues';

/** The value of a pickle written as Latin-1 text. */
function valueOf(text: string): PickleValue {
  return unpickle(new Uint8Array(Buffer.from(text, 'latin1'))).value;
}

/** `_reconstruct(ndarray, (0,), 'b')` with the state (1, shape, dtype, fortran, bytes), as Python 2 wrote it. */
function array(code: string, order: string, shape: string, fortran: string, bytes: string): string {
  const dtype = `cnumpy\ndtype\n(U\x02${code}K\x00K\x01tR(K\x03U\x01${order}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb`;
  const raw = `U${String.fromCharCode(bytes.length)}${bytes}`;
  return `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00tU\x01btR(K\x01${shape}${dtype}${fortran}${raw}tb.`;
}

describe('arrays inside pickles', () => {
  it('of Python 2 keep every byte of their text', () => {
    expect(numpyArrayOf(valueOf(array('u1', '|', '(K\x02K\x02t', '\x89', '\x00\x80\xff\xc3')))).toEqual({
      shape: [2, 2],
      dtype: 'uint8',
      data: Uint8Array.of(0, 128, 255, 195),
    });
  });

  it('may be column-major and big-endian', () => {
    const columns = numpyArrayOf(
      valueOf(array('i2', '>', '(K\x02K\x02t', '\x88', '\x00\x01\x00\x02\x00\x03\xff\xfe')),
    );
    expect(columns).toEqual({ shape: [2, 2], dtype: 'int16', data: Int16Array.of(1, 3, 2, -2) });
  });

  it('with more or fewer bytes than their shape needs, of objects or without an end are none', () => {
    for (const text of [
      array('u1', '|', '(K\x05t', '\x89', 'abcd'),
      array('u1', '|', '(K\x03t', '\x89', 'abcd'),
      array('O8', '|', '(K\x01t', '\x89', 'abcdefgh'),
      array('u1', '|', '(J\xff\xff\xff\xfft', '\x89', ''),
      array('u1', '|', '(J\xff\xff\xff\x7fJ\xff\xff\xff\x7fJ\xff\xff\xff\x7ft', '\x89', ''),
      array('u1', '|', 'N', '\x89', ''),
      'N.',
      'cnumpy.core.multiarray\n_reconstruct\n)R.',
    ]) {
      expect(numpyArrayOf(valueOf(text))).toBeNull();
    }
  });

  it('of one number count as numbers', () => {
    const dtype =
      'cnumpy\ndtype\n(U\x02i8K\x00K\x01tR(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb';
    const scalar = `cnumpy.core.multiarray\nscalar\n(${dtype}U\x08\x07\x00\x00\x00\x00\x00\x00\x00tR.`;
    expect(integerOf(valueOf(scalar))).toBe(7);
    expect([integerOf(3), integerOf(0.5), integerOf(2n ** 70n), integerOf('3')]).toEqual([
      3,
      null,
      null,
      null,
    ]);
  });

  it('bytes are bytes in every spelling', () => {
    for (const text of [
      'C\x02\xe9\x00.',
      'U\x02\xe9\x00.',
      'c_codecs\nencode\n(X\x03\x00\x00\x00\xc3\xa9\x00U\x06latin1tR.',
    ]) {
      expect(bytesOf(valueOf(text)), JSON.stringify(text)).toEqual(Uint8Array.of(0xe9, 0));
    }
    expect(bytesOf(valueOf('c__builtin__\nbytes\n)R.'))).toEqual(new Uint8Array(0));
    expect([bytesOf('\u0100'), bytesOf(3), bytesOf(null)]).toEqual([null, null, null]);
  });
});
