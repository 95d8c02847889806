import { readExactly, type ByteStream } from './byteStream';
import { assertAtMost, damaged } from './damage';

/** A regular file of an archive. Its content lies next in the stream: it is read before the next entry is asked for, or passed over. */
interface TarEntry {
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  readonly content: ByteStream;
}

const BLOCK_BYTES = 512;
const MAX_ENTRIES = 200_000;
/** Long names and pax records: paths have 4,096 bytes at most. */
const MAX_RECORD_BYTES = 2 ** 16;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** What an extension entry says about the file that follows. */
interface Override {
  readonly name?: string;
  readonly size?: number;
}

/** Whether these bytes start with the header of a tar entry: its own checksum tells. */
export function hasTarHeader(head: Uint8Array): boolean {
  return head.length >= BLOCK_BYTES && hasChecksum(head.subarray(0, BLOCK_BYTES));
}

/**
 * The regular files of a tar archive in their order (POSIX ustar and pax, GNU long names). Folders, links and
 * devices are passed over; a link is never followed.
 * @throws FaultError `file-damaged` (a wrong checksum, an impossible size, an early end), `file-too-large`
 */
export async function* tarEntries(stream: ByteStream): AsyncGenerator<TarEntry> {
  let override: Override = {};
  for (let count = 0; ; count++) {
    assertAtMost('entries', count, MAX_ENTRIES);
    const block = await nextBlock(stream);
    if (block === null) return;
    const header = headerOf(block);
    if (isExtension(header.type)) {
      override = { ...override, ...(await readExtension(stream, header)) };
      continue;
    }
    const { name, size } = { ...header, ...override };
    override = {};
    if (size > stream.mostLeft) throw damaged('an entry in it is larger than the archive');
    const content = new EntryContent(stream, size);
    if (isRegular(header.type)) yield { name, size, content };
    await content.skip(content.mostLeft);
    await stream.skip(paddingOf(size));
  }
}

/** The part of a stream that one entry has. */
class EntryContent implements ByteStream {
  constructor(
    private readonly stream: ByteStream,
    public mostLeft: number,
  ) {}

  async read(most: number): Promise<Uint8Array> {
    const piece =
      this.mostLeft === 0 ? new Uint8Array(0) : await this.stream.read(Math.min(most, this.mostLeft));
    this.mostLeft -= piece.length;
    return piece;
  }

  async skip(count: number): Promise<void> {
    const bytes = Math.min(count, this.mostLeft);
    this.mostLeft -= bytes;
    await this.stream.skip(bytes);
  }

  /** The archive goes on after its entry. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function isRegular(type: string): boolean {
  return type === '0' || type === '\0' || type === '7';
}

/** pax records for one file or for all, GNU long names of files and of links. */
function isExtension(type: string): boolean {
  return 'xgLK'.includes(type);
}

function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** Null at the end: a block of zeros, or no block at all. */
async function nextBlock(stream: ByteStream): Promise<Uint8Array | null> {
  const first = await stream.read(BLOCK_BYTES);
  if (first.length === 0) return null;
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(first);
  block.set(await readExactly(stream, BLOCK_BYTES - first.length), first.length);
  return block.some((byte) => byte !== 0) ? block : null;
}

function headerOf(block: Uint8Array): Header {
  if (!hasChecksum(block)) throw damaged('the header of an entry in it does not match its checksum');
  const prefix = isUstar(block) ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: numberAt(block, 124, 12),
    type: String.fromCharCode(block[156] ?? 0),
  };
}

/** GNU archives have `ustar` followed by a space and use the prefix field for something else. */
function isUstar(block: Uint8Array): boolean {
  return textAt(block, 257, 6) === 'ustar';
}

/** The sum of all bytes, the checksum itself counted as spaces. Very old writers summed signed bytes. */
function hasChecksum(block: Uint8Array): boolean {
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const digits = /^ *([0-7]+)[ \0]*$/.exec(latin1(block.subarray(148, 156)))?.[1];
  const stated = digits === undefined ? -1 : parseInt(digits, 8);
  return stated === unsigned || stated === signed;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function textAt(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or (GNU) a big-endian number behind a byte 0x80. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  const field = block.subarray(at, at + length);
  if (field[0] === 0x80) {
    return wholeSize(field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0));
  }
  const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(latin1(field))?.[1];
  if (digits === undefined) throw damaged('an entry in it has an impossible size');
  return digits === '' ? 0 : parseInt(digits, 8);
}

function wholeSize(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw damaged('an entry in it has an impossible size');
  return value;
}

async function readExtension(stream: ByteStream, { size, type }: Header): Promise<Override> {
  if (size > MAX_RECORD_BYTES) throw damaged('the name of an entry in it is too long');
  const bytes = await readExactly(stream, size);
  await stream.skip(paddingOf(size));
  if (type === 'L') return { name: textAt(bytes, 0, bytes.length) };
  return type === 'x' ? paxOverride(bytes) : {};
}

/** Records `<length> <key>=<value>\n`, the length counting the whole record. */
function paxOverride(bytes: Uint8Array): Override {
  const found: { name?: string; size?: number } = {};
  for (let at = 0; at < bytes.length && bytes[at] !== 0;) {
    const digits = /^(\d{1,6}) /.exec(latin1(bytes.subarray(at, at + 7)))?.[1];
    const length = Number(digits);
    if (digits === undefined || length <= digits.length + 1 || at + length > bytes.length) {
      throw damaged('the long name of an entry in it is broken');
    }
    const record = new TextDecoder().decode(bytes.subarray(at + digits.length + 1, at + length - 1));
    if (record.startsWith('path=')) found.name = record.slice('path='.length);
    if (record.startsWith('size=')) found.size = wholeSize(Number(record.slice('size='.length)));
    at += length;
  }
  return found;
}
