/** Archives made of 512-byte blocks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesStream, readExactly } from '../../../workers/readers/byteStream';
import { hasTarHeader, tarEntries } from '../../../workers/readers/tar';
import { bytesOf, faultOf } from './fixture';

interface File {
  readonly name: string;
  readonly data: Uint8Array;
  readonly type?: string;
  readonly size?: string;
}

/** The blocks of one entry: a hand-written header with its checksum, the content, zeros up to the next block. */
function entry({ name, data, type = '0', size = data.length.toString(8).padStart(11, '0') }: File): number[] {
  const header = new Uint8Array(512);
  const put = (at: number, text: string): void => header.set(bytesOf(text), at);
  put(0, name);
  put(124, size);
  put(148, '        ');
  put(156, type);
  put(257, 'ustar\u000000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\u0000 `);
  return [...header, ...data, ...new Uint8Array((512 - (data.length % 512)) % 512)];
}

const END = new Uint8Array(1024);

function archive(...files: readonly File[]): Uint8Array {
  return Uint8Array.from([...files.flatMap(entry), ...END]);
}

async function list(bytes: Uint8Array): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { name, size, content } of tarEntries(bytesStream(bytes))) {
    found.push([name, new TextDecoder().decode(await readExactly(content, size))]);
  }
  return found;
}

const hello = bytesOf('hello');

describe('tar archives', () => {
  it('give their files in order, and pass over folders and links', async () => {
    const bytes = archive(
      { name: 'dir/', data: new Uint8Array(0), type: '5' },
      { name: 'a', data: hello },
      { name: 'link', data: new Uint8Array(0), type: '2' },
      { name: 'b', data: bytesOf('x'.repeat(600)), type: '\0' },
    );
    expect(hasTarHeader(bytes)).toBe(true);
    expect(await list(bytes)).toEqual([
      ['a', 'hello'],
      ['b', 'x'.repeat(600)],
    ]);
  });

  it('may extend names: GNU entries and pax records', async () => {
    const long = 'folder/'.repeat(40);
    const path = `path=${long}p\n`;
    const length = path.length + 4;
    const bytes = archive(
      { name: '././@LongLink', data: bytesOf(`${long}g\0`), type: 'L' },
      { name: 'short', data: hello },
      { name: 'pax', data: bytesOf(`${length} ${path}12 mtime=1.\n`), type: 'x' },
      { name: 'short', data: hello },
      { name: 'last', data: hello },
    );
    expect(await list(bytes)).toEqual([
      [`${long}g`, 'hello'],
      [`${long}p`, 'hello'],
      ['last', 'hello'],
    ]);
  });

  it('need not be read: what is left of an entry is passed over', async () => {
    const names: string[] = [];
    const bytes = archive({ name: 'a', data: bytesOf('x'.repeat(1500)) }, { name: 'b', data: hello });
    for await (const { name, content } of tarEntries(bytesStream(bytes))) {
      names.push(name);
      await content.read(3);
    }
    expect(names).toEqual(['a', 'b']);
  });

  it.each([
    ['a size beyond the archive', { name: 'a', data: hello, size: '77777777777' }],
    ['a size of no digits', { name: 'a', data: hello, size: '0000000zzzz' }],
    ['a long name without end', { name: 'a', data: bytesOf('x'.repeat(70_000)), type: 'L' }],
    ['a pax record that lies about its length', { name: 'a', data: bytesOf('999 path=x\n'), type: 'x' }],
    ['a pax record without length', { name: 'a', data: bytesOf('path=x\n'), type: 'x' }],
    ['a pax size that is no number', { name: 'a', data: bytesOf('10 size=-1\n'), type: 'x' }],
  ])('with %s are damaged', async (_, file) => {
    expect((await faultOf(() => list(archive(file, { name: 'b', data: hello })))).code).toBe('file-damaged');
  });

  it('whose header was changed do not match their checksum', async () => {
    const bytes = archive({ name: 'a', data: hello });
    bytes[0] = 0x62;
    expect(hasTarHeader(bytes)).toBe(false);
    expect((await faultOf(() => list(bytes))).code).toBe('file-damaged');
  });

  it('cut anywhere end in their files or a fault', async () => {
    const bytes = archive({ name: 'a', data: hello }, { name: 'b', data: bytesOf('x'.repeat(700)) });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), async (length) => {
        try {
          const found = await list(bytes.slice(0, length));
          expect(found.length).toBeLessThanOrEqual(2);
        } catch (thrown) {
          expect(String(thrown)).toContain('file-damaged');
        }
      }),
    );
  });
});
