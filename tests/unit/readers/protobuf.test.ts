/** The wire format against byte tables from its description, and against a writer of our own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireMessage } from '../../../workers/export/protobuf';
import { bytesSource } from '../../../workers/readers/byteSource';
import { varintAt, varintsOf, WireReader, type WireField } from '../../../workers/readers/protobuf';
import { countingSource, faultOf } from './fixture';

function fieldsOf(bytes: readonly number[] | Uint8Array): Promise<WireField[]> {
  const source = bytesSource('message', Uint8Array.from(bytes));
  return new WireReader(source).fields({ start: 0, end: source.size });
}

describe('varints', () => {
  it.each([
    ['0', [0], 0],
    ['150, as the description has it', [0x96, 0x01], 150],
    ['the largest of four bytes', [0xff, 0xff, 0xff, 0xff, 0x0f], 2 ** 32 - 1],
    ['beyond four bytes', [0x80, 0x80, 0x80, 0x80, 0x10], 2 ** 32],
    ['-1, ten bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], -1],
    ['the least of 64 bits', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], -(2 ** 63)],
    ['zeros on top', [0x81, 0x80, 0x00], 1],
  ])('%s', (_, bytes, value) => {
    expect(varintAt(Uint8Array.from(bytes), 0)).toEqual({ value, next: bytes.length });
  });

  it('of eleven bytes, or cut off, are faults', async () => {
    for (const bytes of [new Uint8Array(11).fill(0x80), Uint8Array.of(0x80), new Uint8Array(0)])
      expect(await faultOf(() => varintAt(bytes, 0))).toMatchObject({ code: 'file-damaged' });
  });

  it('are what was written', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        // Field 1, kind 0: one byte of tag.
        expect(varintAt(new WireMessage().int(1, value).finish(), 1).value).toBe(value);
      }),
    );
  });
});

describe('messages', () => {
  it('are fields by number and kind', async () => {
    //                          1: 150            2: "hi"                3: 1.0                   4: eight bytes
    const bytes = [0x08, 0x96, 1, 0x12, 2, 104, 105, 0x1d, 0, 0, 0x80, 0x3f, 0x21, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(await fieldsOf(bytes)).toEqual([
      { kind: 'varint', number: 1, value: 150 },
      { kind: 'bytes', number: 2, span: { start: 5, end: 7 } },
      { kind: 'fixed', number: 3, span: { start: 8, end: 12 } },
      { kind: 'fixed', number: 4, span: { start: 13, end: 21 } },
    ]);
  });

  it.each([
    ['a text longer than the file', [0x12, 5, 104]],
    ['a text of 2^60 bytes', [0x12, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 1]],
    ['a text of negative length', [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 1]],
    ['field number 0', [0x00, 0x01]],
    ['field number 2^29', [0x80, 0x80, 0x80, 0x80, 0x10, 0x01]],
    ['a group', [0x0b, 0x0c]],
    ['kind 7', [0x0f]],
    ['a number without its bytes', [0x1d, 0, 0]],
    ['a tag without end', new Array<number>(12).fill(0x88)],
  ])('with %s are faults', async (_, bytes) => {
    expect(await faultOf(() => fieldsOf(bytes))).toMatchObject({ code: 'file-damaged' });
  });

  it('do not reach beyond the message around them', async () => {
    // The inner message has two bytes; its text says five, which the file has.
    const source = bytesSource('message', Uint8Array.of(0x0a, 2, 0x12, 5, 1, 2, 3, 4, 5));
    expect(await faultOf(() => new WireReader(source).fields({ start: 2, end: 4 }))).toMatchObject({
      code: 'file-damaged',
    });
    const cut = bytesSource('message', Uint8Array.of(0x0a, 2, 0x08, 0x96, 1));
    expect(await faultOf(() => new WireReader(cut).fields({ start: 2, end: 4 }))).toMatchObject({
      code: 'file-damaged',
    });
  });

  it('with a million fields are refused', async () => {
    const fault = await faultOf(() =>
      fieldsOf(new Uint8Array(2_000_000).map((_, at) => (at % 2 === 0 ? 0x08 : 1))),
    );
    expect(fault).toMatchObject({ code: 'file-too-large', params: { what: 'fields' } });
  });

  it('are read without their payloads', async () => {
    const file = new WireMessage().int(1, 8).bytes(2, new Uint8Array(5_000_000)).int(3, 7).finish();
    const source = countingSource(bytesSource('message', file));
    const fields = await new WireReader(source).fields({ start: 0, end: source.size });
    expect(fields.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(source.bytesRead).toBeLessThan(40_000);
  });

  it('have lists one number a field or packed', async () => {
    const packed = Uint8Array.of(1, 0x96, 1);
    const source = bytesSource('message', new WireMessage().int(1, 7).bytes(1, packed).finish());
    const wire = new WireReader(source);
    const [single, list] = await wire.fields({ start: 0, end: source.size });
    if (single === undefined || list === undefined) throw new RangeError('two fields expected');
    expect(await varintsOf(wire, single, 9)).toEqual([7]);
    expect(await varintsOf(wire, list, 9)).toEqual([1, 150]);
    expect(await faultOf(() => varintsOf(wire, list, 1))).toMatchObject({ code: 'file-damaged' });
  });

  it('come back as they were written', async () => {
    const field = fc.oneof(
      fc.record({ kind: fc.constant('int' as const), value: fc.maxSafeInteger() }),
      fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 40 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 29 - 1 }), field)),
        async (written) => {
          const message = new WireMessage();
          for (const [number, { kind, value }] of written) {
            if (kind === 'int') message.int(number, value);
            else message.bytes(number, value);
          }
          const source = bytesSource('message', message.finish());
          const wire = new WireReader(source);
          const found = await wire.fields({ start: 0, end: source.size });
          expect(found.map(({ number }) => number)).toEqual(written.map(([number]) => number));
          for (const [at, each] of found.entries()) {
            const value = each.kind === 'varint' ? each.value : await wire.bytes(each.span);
            expect(value).toEqual(written[at]?.[1].value);
          }
        },
      ),
    );
  });
});
