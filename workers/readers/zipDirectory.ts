import { sliceExactly, uint64At, viewOf, type ByteSource } from './byteSource';
import { damaged } from './damage';
import { FaultError } from '../protocol/faults';

/** One file of an archive, as its central directory describes it. Sizes and offsets in bytes. */
export interface ZipEntry {
  readonly name: string;
  /** 0 = stored, 8 = deflated; anything else is refused when the entry is read. */
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where the entry's local header starts in the file. */
  readonly headerOffset: number;
}

/** What an archive may cost us before we refuse it. */
export interface ZipLimits {
  readonly entries: number;
  /** Unpacked size of one entry, and of all of them together. */
  readonly entryBytes: number;
  readonly totalBytes: number;
  /** Unpacked / packed size of one entry; only looked at above {@link RATIO_FREE_BYTES}. */
  readonly ratio: number;
}

/** A checkpoint of 1.5 GiB is ten times the largest network of the paper; more would not fit a tab anyway. */
export const ZIP_LIMITS: ZipLimits = {
  entries: 100_000,
  entryBytes: 1.5 * 2 ** 30,
  totalBytes: 3 * 2 ** 30,
  ratio: 100,
};

/** Deflate cannot shrink anything further than 1 : 1,032 (258 bytes in two bits). */
export const MOST_DEFLATED = 1032;

/** Small entries may shrink by any factor: arrays of zeros do so honestly. */
const RATIO_FREE_BYTES = 16 * 2 ** 20;

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 0xffff;
const MAX_DIRECTORY_BYTES = 32 * 2 ** 20;
const U32_ABSENT = 0xffffffff;

interface DirectoryPlace {
  readonly entries: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Reads a zip's table of contents (PKWARE APPNOTE 4.3), zip64 included, without touching the entries.
 * @throws FaultError `file-damaged` (no end record, bad signatures, impossible sizes, overlapping entries,
 * two of one name) or `file-too-large` (more than `limits` allow: a zip bomb)
 */
export async function readZipDirectory(source: ByteSource, limits: ZipLimits): Promise<readonly ZipEntry[]> {
  const place = await findDirectory(source);
  if (place.entries > limits.entries) throw tooLarge(source, 'entries', place.entries, limits.entries);
  if (place.bytes > MAX_DIRECTORY_BYTES) {
    throw tooLarge(source, 'bytes of table of contents', place.bytes, MAX_DIRECTORY_BYTES);
  }
  const bytes = await sliceExactly(source, place.offset, place.offset + place.bytes);
  const entries = parseEntries(bytes, place.entries);
  checkLimits(source, entries, limits);
  assertApart(entries, place.offset);
  return entries;
}

async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const tailStart = Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await sliceExactly(source, tailStart, source.size);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) > tail.length) continue;
    return (await findDirectory64(source, tailStart + at)) ?? readEndRecord(view, at);
  }
  throw damaged('the end of the archive is missing, it was cut off');
}

function readEndRecord(view: DataView, at: number): DirectoryPlace {
  if (view.getUint16(at + 4, true) !== 0) throw damaged('it is one part of a split archive');
  return {
    entries: view.getUint16(at + 10, true),
    bytes: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
}

/** The zip64 end record, which PyTorch writes even for small files; null where there is none. */
async function findDirectory64(source: ByteSource, endOffset: number): Promise<DirectoryPlace | null> {
  if (endOffset < 20) return null;
  const locator = viewOf(await sliceExactly(source, endOffset - 20, endOffset));
  if (locator.getUint32(0, true) !== END64_LOCATOR_SIGNATURE) return null;
  const offset = uint64At(locator, 8);
  const record = viewOf(await sliceExactly(source, offset, offset + 56));
  if (record.getUint32(0, true) !== END64_SIGNATURE) throw damaged('its table of contents is broken');
  return { entries: uint64At(record, 32), bytes: uint64At(record, 40), offset: uint64At(record, 48) };
}

function parseEntries(bytes: Uint8Array, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { entry, next } = parseEntry(bytes, at);
    if (names.has(entry.name)) throw damaged('it holds two entries of the same name');
    names.add(entry.name);
    entries.push(entry);
    at = next;
  }
  return entries;
}

function parseEntry(bytes: Uint8Array, at: number): { entry: ZipEntry; next: number } {
  const view = viewOf(bytes);
  if (at + CENTRAL_BYTES > bytes.length || view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
    throw damaged('its table of contents is broken');
  }
  if (view.getUint16(at + 8, true) & 1) throw damaged('it is encrypted');
  const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > bytes.length) throw damaged('its table of contents is broken');
  const wide = new WideFields(bytes.subarray(nameEnd, extraEnd));
  const size = view.getUint32(at + 24, true);
  const packed = view.getUint32(at + 20, true);
  const offset = view.getUint32(at + 42, true);
  // The extra field lists only the numbers that did not fit, always in this order.
  const wideSize = size === U32_ABSENT ? wide.next() : size;
  const widePacked = packed === U32_ABSENT ? wide.next() : packed;
  const entry = {
    name: new TextDecoder().decode(bytes.subarray(at + CENTRAL_BYTES, nameEnd)),
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    packedBytes: widePacked,
    bytes: wideSize,
    headerOffset: offset === U32_ABSENT ? wide.next() : offset,
  };
  return { entry, next };
}

/** The 64-bit numbers of an entry's zip64 extra field (id 1), handed out in order. */
class WideFields {
  private readonly field: DataView;
  private at = 0;

  constructor(extra: Uint8Array) {
    const view = viewOf(extra);
    let found = new Uint8Array(0);
    for (let at = 0; at + 4 <= extra.length;) {
      const end = at + 4 + view.getUint16(at + 2, true);
      if (view.getUint16(at, true) === 1) found = extra.slice(at + 4, end);
      at = end;
    }
    this.field = viewOf(found);
  }

  next(): number {
    if (this.at + 8 > this.field.byteLength) throw damaged('its table of contents is broken');
    this.at += 8;
    return uint64At(this.field, this.at - 8);
  }
}

function checkLimits(source: ByteSource, entries: readonly ZipEntry[], limits: ZipLimits): void {
  let total = 0;
  for (const entry of entries) {
    total += entry.bytes;
    if (entry.bytes > limits.entryBytes) {
      throw tooLarge(source, 'bytes in one entry', entry.bytes, limits.entryBytes);
    }
    if (entry.bytes > RATIO_FREE_BYTES && entry.bytes > limits.ratio * entry.packedBytes) {
      throw tooLarge(source, 'times unpacked', Math.round(entry.bytes / entry.packedBytes), limits.ratio);
    }
    const isPossible =
      entry.method === 0
        ? entry.bytes === entry.packedBytes
        : entry.bytes <= MOST_DEFLATED * entry.packedBytes;
    if (!isPossible) {
      throw damaged('its table of contents is broken');
    }
  }
  if (total > limits.totalBytes) throw tooLarge(source, 'bytes unpacked', total, limits.totalBytes);
}

/** Entries that share bytes let a small archive unpack to a huge one; no honest writer makes them. */
function assertApart(entries: readonly ZipEntry[], directoryOffset: number): void {
  const sorted = [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
  for (const [i, entry] of sorted.entries()) {
    const end = entry.headerOffset + LOCAL_BYTES + entry.packedBytes;
    if (end > (sorted[i + 1]?.headerOffset ?? directoryOffset))
      throw damaged('entries of the archive overlap');
  }
}

function tooLarge(source: ByteSource, what: string, value: number, limit: number): FaultError {
  const finite = Number.isFinite(value) ? value : Number.MAX_SAFE_INTEGER;
  return new FaultError('file-too-large', { what, value: finite, limit }, { file: source.name });
}
