import { Inflate } from 'fflate';
import { assertWithin, sliceExactly, viewOf, type ByteSource } from './byteSource';
import { crc32 } from './crc32';
import { damaged } from './damage';
import { eachPiece } from './pieces';
import { ZIP_LIMITS, readZipDirectory, type ZipEntry, type ZipLimits } from './zipDirectory';

/** An opened archive: its entries by name, and the bytes of any one of them on demand. */
export interface ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /**
   * The unpacked bytes, checked against the entry's size and CRC-32, in memory of their own. The file is read in
   * pieces: an entry costs its unpacked size and little more. `file-damaged` when anything disagrees.
   */
  read(entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>>;
}

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
/** Flag bit 3: sizes and checksum stand behind the data, the local header has zeros. PyTorch writes so. */
const SIZES_FOLLOW = 0x0008;
const U32_ABSENT = 0xffffffff;
/** Deflated bytes unpacked at a time: what one push makes lies in memory twice. */
const INFLATE_BYTES = 2 ** 16;

/**
 * Opens a zip archive (zip64 included). Only its table of contents is read now. Names are keys and never paths.
 * @throws FaultError `file-damaged` or `file-too-large`, see {@link readZipDirectory}
 */
export async function openZip(source: ByteSource, limits: ZipLimits = ZIP_LIMITS): Promise<ZipArchive> {
  const entries = new Map<string, ZipEntry>();
  for (const entry of await readZipDirectory(source, limits)) entries.set(entry.name, entry);
  return { entries, read: (entry) => readEntry(source, entry) };
}

async function readEntry(source: ByteSource, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.method !== 0 && entry.method !== 8) {
    throw damaged(`the entry ${entry.name} is packed with an unknown method`);
  }
  const start = await findData(source, entry);
  assertWithin(source, start, start + entry.packedBytes);
  const out = new Uint8Array(entry.bytes);
  const unpack = entry.method === 0 ? storing(out) : inflating(out, entry);
  await eachPiece(source, start, start + entry.packedBytes, (piece, offset) =>
    unpack(piece, offset + piece.length === entry.packedBytes),
  );
  if (entry.packedBytes === 0) unpack(new Uint8Array(0), true);
  // A CRC of 0 means "not computed": PyTorch can be told to leave it out.
  if (entry.crc32 !== 0 && crc32(out) !== entry.crc32) {
    throw damaged(`the checksum of ${entry.name} does not match`);
  }
  return out;
}

/** Where an entry's data begins. Its local header repeats what the table of contents says, and must agree. */
async function findData(source: ByteSource, entry: ZipEntry): Promise<number> {
  const start = entry.headerOffset;
  const fixed = viewOf(await sliceExactly(source, start, start + LOCAL_BYTES));
  if (fixed.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw damaged(`the entry ${entry.name} is not where it should be`);
  }
  const nameEnd = start + LOCAL_BYTES + fixed.getUint16(26, true);
  const name = new TextDecoder().decode(await sliceExactly(source, start + LOCAL_BYTES, nameEnd));
  const stated = [fixed.getUint32(18, true), fixed.getUint32(22, true)];
  const sizes = [entry.packedBytes, entry.bytes];
  const isSilent = (fixed.getUint16(6, true) & SIZES_FOLLOW) !== 0;
  const areSizesRight = stated.every((size, i) => size === U32_ABSENT || size === sizes[i]);
  if (name !== entry.name || fixed.getUint16(8, true) !== entry.method || !(isSilent || areSizesRight)) {
    throw damaged(`the entry ${entry.name} is described in two different ways`);
  }
  return nameEnd + fixed.getUint16(28, true);
}

/** Takes the pieces of a packed entry in order. */
type Unpack = (piece: Uint8Array, isLast: boolean) => void;

function storing(out: Uint8Array): Unpack {
  let at = 0;
  return (piece) => {
    out.set(piece, at);
    at += piece.length;
  };
}

/**
 * Inflates in small steps and stops as soon as more comes out than the archive stated: a stream that lies about its size
 * would otherwise keep us busy for a thousand times its length.
 */
function inflating(out: Uint8Array, entry: ZipEntry): Unpack {
  let at = 0;
  const inflate = new Inflate((chunk) => {
    if (at + chunk.length > out.length) throw new RangeError(`more than ${out.length} bytes`);
    out.set(chunk, at);
    at += chunk.length;
  });
  return (piece, isLast) => {
    try {
      for (let from = 0; from === 0 || from < piece.length; from += INFLATE_BYTES) {
        const end = Math.min(piece.length, from + INFLATE_BYTES);
        inflate.push(piece.subarray(from, end), isLast && end === piece.length);
      }
      if (isLast && at !== out.length) throw new RangeError(`${at} bytes instead of ${out.length}`);
    } catch (thrown) {
      throw damaged(`the entry ${entry.name} cannot be unpacked`, String(thrown));
    }
  };
}
