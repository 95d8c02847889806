import { describe, expect, it } from 'vitest';
import { unpickle } from '../../../workers/readers/pickle';
import { PICKLE_LIMITS } from '../../../workers/readers/pickleMachine';
import { integerFrom } from '../../../workers/readers/pickleScalars';
import { isDict, isKinded, isSequence, type PickleValue } from '../../../workers/readers/pickleValues';
import { bytesOf, faultOf, fixtureBytes } from './fixture';

/** Pickled values as plain JavaScript, dicts as maps. */
function plain(value: PickleValue): unknown {
  if (isDict(value)) return new Map([...value.entries].map(([key, item]) => [plain(key), plain(item)]));
  if (isSequence(value)) return value.items.map(plain);
  return value;
}

/** A pickle from bytes and latin-1 text. */
function pickle(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : [...part],
    ),
  );
}

describe('unpickling plain data', () => {
  for (const protocol of [0, 1, 2, 3, 4, 5]) {
    it(`reads what Python wrote with protocol ${protocol}`, () => {
      const { value, end } = unpickle(fixtureBytes(`plain-${protocol}.pkl`));
      expect(plain(value)).toEqual(
        new Map<unknown, unknown>([
          ['small', 1],
          ['minus', -2],
          ['large', 2n ** 70n],
          ['minus_large', -(2n ** 70n)],
          ['half', 0.5],
          ['yes', true],
          ['none', null],
          ['text', 'grün ✓ 😀'],
          ['list', [1, [2, 3], [4]]],
          ['tuple', [1, 2, 3, 4]],
          [7, new Map([['__proto__', 'a key']])],
        ]),
      );
      expect(end).toBe(fixtureBytes(`plain-${protocol}.pkl`).length);
    });
  }

  it('reads integers of any size: the ten bytes of the legacy magic number', () => {
    const magic = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
    expect(unpickle(pickle([0x80, 2, 0x8a, 10], magic, '.')).value).toBe(0x1950a86a20f9469cfc6cn);
  });

  it('reads two’s complement', () => {
    expect(integerFrom(Uint8Array.from([]))).toBe(0);
    expect(integerFrom(Uint8Array.from([0xff]))).toBe(-1);
    expect(integerFrom(Uint8Array.from([0xff, 0]))).toBe(255);
    expect(integerFrom(Uint8Array.from([0, 0x80]))).toBe(-32768);
  });

  it('tells where it ended, so that the next pickle of a stream can follow', () => {
    const stream = pickle('K\x01.', 'K\x02.');
    const first = unpickle(stream);
    expect(first).toMatchObject({ value: 1, end: 3 });
    expect(unpickle(stream, first.end)).toMatchObject({ value: 2, end: 6 });
  });

  it('shares remembered values instead of copying them', () => {
    const { value } = unpickle(pickle(']q\x00h\x00\x86.'));
    if (!isSequence(value)) throw new Error('expected a tuple');
    expect(value.items[0]).toBe(value.items[1]);
  });

  it('keeps an OrderedDict in order and forgets its attributes', () => {
    const { value } = unpickle(
      pickle('ccollections\nOrderedDict\n)R(U\x01bK\x01U\x01aK\x02u}U\x09_metadataNsb.'),
    );
    expect([...(plain(value) as Map<unknown, unknown>)]).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
  });
});

describe('names outside the allow-list', () => {
  const refused = async (bytes: Uint8Array): Promise<unknown> => {
    const fault = await faultOf(() => unpickle(bytes));
    expect(fault.code).toBe('pickle-refused');
    return fault.params['name'];
  };

  it('are refused by name, however the pickle spells them', async () => {
    expect(await refused(pickle('cos\nsystem\n(U\x02lstR.'))).toBe('os.system');
    expect(await refused(pickle("(S'ls'\nios\nsystem\n."))).toBe('os.system');
    expect(await refused(pickle([0x80, 4], '\x8c\x02os\x8c\x06system\x93.'))).toBe('os.system');
    expect(await refused(pickle('c__builtin__\neval\n.'))).toBe('__builtin__.eval');
    expect(await refused(pickle('cbuiltins\ngetattr\n.'))).toBe('builtins.getattr');
    expect(await refused(pickle([0x82, 7], '.'))).toBe('copyreg.extension.7');
  });

  it('cannot hide in a dotted attribute of an allowed name', async () => {
    expect(await refused(pickle('\x8c\x05torch\x8c\x0dSize.__init__\x93.'))).toBe('torch.Size.__init__');
    expect(await refused(pickle('ctorch\nconstructor\n.'))).toBe('torch.constructor');
  });

  it('an allowed call is described, not made', () => {
    const { value } = unpickle(pickle('cargparse\nNamespace\n)\x81}U\x02lrK\x01sb.'));
    expect(isKinded(value) && value).toMatchObject({ kind: 'call', name: 'argparse.Namespace', args: [] });
  });
});

describe('pickles that make no sense', () => {
  const cases: readonly [string, Uint8Array][] = [
    ['nothing at all', pickle('')],
    ['no end', pickle('K\x01')],
    ['a stop on an empty stack', pickle('.')],
    ['a pop below the mark', pickle('K\x01(a.')],
    ['a tuple without a mark', pickle('K\x01t.')],
    ['a value never remembered', pickle('h\x05.')],
    ['an unknown instruction', pickle([0xff], '.')],
    ['a call of a number', pickle('K\x01)R.')],
    ['an append to a tuple', pickle(')K\x01a.')],
    ['a key without a value', pickle('}(K\x01u.')],
    ['a text longer than the file', pickle('X', [0xff, 0xff, 0xff, 0x7f], 'abc.')],
    ['a name without an end', pickle('c', 'x'.repeat(5000))],
    ['a future protocol', pickle([0x80, 9], 'N.')],
    ['digits that are none', pickle('I12x\n.')],
  ];
  for (const [what, bytes] of cases) {
    it(`${what} is a damaged file`, async () => {
      expect((await faultOf(() => unpickle(bytes))).code).toBe('file-damaged');
    });
  }

  it('stops at its limits: operations, depth, values', async () => {
    const small = { ...PICKLE_LIMITS, operations: 1000, depth: 10, values: 100 };
    const bombs = [
      pickle('N0'.repeat(600), 'N.'),
      pickle('('.repeat(11), 't.'),
      pickle('N'.repeat(101), '.'),
    ];
    for (const bomb of bombs) {
      expect((await faultOf(() => unpickle(bomb, 0, small))).code).toBe('file-too-large');
    }
  });

  it('charges for copies: a list doubled again and again runs out of operations', async () => {
    // OrderedDict(pairs) over one remembered list copies that list each time.
    const pairs = pickle(']q\x00(', 'K\x01K\x02\x86'.repeat(90), 'e0');
    const copies = 'ccollections\nOrderedDict\nh\x00\x85R0'.repeat(20);
    const bomb = pickle([...pairs], copies, 'N.');
    const fault = await faultOf(() => unpickle(bomb, 0, { ...PICKLE_LIMITS, operations: 1500 }));
    expect(fault.params['what']).toBe('pickle operations');
  });

  it('text is text: the bytes of a name are not looked up as properties', () => {
    const { value } = unpickle(pickle('}U\x09__proto__U\x01xs.'));
    expect(isDict(value) && value.entries.get('__proto__')).toBe('x');
    expect(bytesOf('x')).toHaveLength(1);
  });
});
