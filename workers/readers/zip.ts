import { Inflate } from 'fflate';
import { sliceExactly, viewOf, type ByteSource } from './byteSource';
import { crc32 } from './crc32';
import { damaged } from './damage';
import { ZIP_LIMITS, readZipDirectory, type ZipEntry, type ZipLimits } from './zipDirectory';

/** An opened archive: its entries by name, and the bytes of any one of them on demand. */
export interface ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** The unpacked bytes, checked against the entry's size and CRC-32. `file-damaged` when they disagree. */
  read(entry: ZipEntry): Promise<Uint8Array>;
}

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
/** PyTorch pads local headers to 64-byte boundaries: this much more is fetched, to need one slice only. */
const PADDING_BYTES = 128;
/** Deflated bytes unpacked at a time. */
const PIECE_BYTES = 2 ** 16;

/**
 * Opens a zip archive (zip64 included). Only its table of contents is read now.
 * @throws FaultError `file-damaged` or `file-too-large`, see {@link readZipDirectory}
 */
export async function openZip(source: ByteSource, limits: ZipLimits = ZIP_LIMITS): Promise<ZipArchive> {
  const entries = new Map<string, ZipEntry>();
  for (const entry of await readZipDirectory(source, limits)) entries.set(entry.name, entry);
  return { entries, read: (entry) => readEntry(source, entry) };
}

async function readEntry(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const packed = await readPacked(source, entry);
  const bytes = unpack(packed, entry);
  // A CRC of 0 means "not computed": PyTorch can be told to leave it out.
  if (entry.crc32 !== 0 && crc32(bytes) !== entry.crc32) {
    throw damaged(`the checksum of ${entry.name} does not match`);
  }
  return bytes;
}

async function readPacked(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const start = entry.headerOffset;
  const guess = start + LOCAL_BYTES + entry.name.length + PADDING_BYTES + entry.packedBytes;
  const bytes = await sliceExactly(source, start, Math.max(start, Math.min(guess, source.size)));
  const view = viewOf(bytes);
  if (bytes.length < LOCAL_BYTES || view.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw damaged(`the entry ${entry.name} is not where it should be`);
  }
  // Name and padding are repeated in the local header, with lengths of their own.
  const dataStart = LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  const dataEnd = dataStart + entry.packedBytes;
  if (dataEnd <= bytes.length) return bytes.subarray(dataStart, dataEnd);
  return sliceExactly(source, start + dataStart, start + dataEnd);
}

function unpack(packed: Uint8Array, entry: ZipEntry): Uint8Array {
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw damaged(`the entry ${entry.name} is packed with an unknown method`);
  try {
    return inflateExactly(packed, entry.bytes);
  } catch (thrown) {
    throw damaged(`the entry ${entry.name} cannot be unpacked`, String(thrown));
  }
}

/**
 * Inflates piece by piece and stops as soon as more comes out than the archive stated: a stream that lies
 * about its size would otherwise keep us busy for a thousand times its length.
 */
function inflateExactly(packed: Uint8Array, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let at = 0;
  const inflate = new Inflate((chunk) => {
    if (at + chunk.length > bytes) throw new RangeError(`more than ${bytes} bytes`);
    out.set(chunk, at);
    at += chunk.length;
  });
  for (let from = 0; from < packed.length; from += PIECE_BYTES) {
    const end = Math.min(packed.length, from + PIECE_BYTES);
    inflate.push(packed.subarray(from, end), end === packed.length);
  }
  if (at !== bytes) throw new RangeError(`${at} bytes instead of ${bytes}`);
  return out;
}
