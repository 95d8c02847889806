import { FaultError } from '../protocol/faults';
import { crc32 } from '../readers/crc32';

/** One file of an archive, written in place: nothing is held twice. */
export interface ArchiveEntry {
  readonly name: string;
  /** Length in bytes. */
  readonly bytes: number;
  /** Fills the entry's bytes, which are zero before. */
  readonly write: (target: Uint8Array) => void;
}

interface Place {
  readonly entry: ArchiveEntry;
  readonly name: Uint8Array;
  readonly padding: number;
  readonly headerOffset: number;
  readonly dataOffset: number;
}

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const VERSION = 20;
/** Flag bit 11: the name is UTF-8. */
const UTF8_NAME = 0x0800;
/** 1 January 1980, the first day of the format: equal networks give equal files. */
const DATE = 0x0021;
/** Extra field `FB`, which PyTorch pads with. */
const PADDING_ID = 0x4246;
const PADDING_HEADER_BYTES = 4;
const MAX_BYTES = 0xffffffff;
const MAX_ENTRIES = 0xfffe;

/**
 * Writes a zip archive of stored entries (PKWARE APPNOTE 4.3), in their order.
 * @param alignment each entry's data begins at a multiple of this many bytes, so that readers can map it; 1: anywhere
 * @throws FaultError `file-too-large` above 4 GiB or 65,534 entries, which would take zip64
 */
export function writeStoredZip(entries: readonly ArchiveEntry[], alignment: number): Uint8Array<ArrayBuffer> {
  const places = placesOf(entries, alignment);
  const last = places.at(-1);
  const directoryOffset = last === undefined ? 0 : last.dataOffset + last.entry.bytes;
  const directoryBytes = places.reduce((sum, { name }) => sum + CENTRAL_BYTES + name.length, 0);
  const size = directoryOffset + directoryBytes + END_BYTES;
  if (size > MAX_BYTES) throw tooLarge('bytes', size, MAX_BYTES);
  if (entries.length > MAX_ENTRIES) throw tooLarge('entries', entries.length, MAX_ENTRIES);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  let at = directoryOffset;
  for (const place of places) {
    const data = file.subarray(place.dataOffset, place.dataOffset + place.entry.bytes);
    place.entry.write(data);
    const checksum = crc32(data);
    writeLocal(file, view, place, checksum);
    writeCentral(file, view, at, place, checksum);
    at += CENTRAL_BYTES + place.name.length;
  }
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, places.length, true);
  view.setUint16(at + 10, places.length, true);
  view.setUint32(at + 12, directoryBytes, true);
  view.setUint32(at + 16, directoryOffset, true);
  return file;
}

function tooLarge(what: string, value: number, limit: number): FaultError {
  return new FaultError('file-too-large', { what, value, limit });
}

function placesOf(entries: readonly ArchiveEntry[], alignment: number): Place[] {
  let at = 0;
  return entries.map((entry) => {
    const name = new TextEncoder().encode(entry.name);
    const nameEnd = at + LOCAL_BYTES + name.length;
    const past = (nameEnd + PADDING_HEADER_BYTES) % alignment;
    const padding = alignment === 1 ? 0 : PADDING_HEADER_BYTES + ((alignment - past) % alignment);
    const place = { entry, name, padding, headerOffset: at, dataOffset: nameEnd + padding };
    at = place.dataOffset + entry.bytes;
    return place;
  });
}

function writeLocal(file: Uint8Array, view: DataView, place: Place, checksum: number): void {
  const at = place.headerOffset;
  view.setUint32(at, 0x04034b50, true);
  writeFacts(view, at + 4, place, checksum);
  view.setUint16(at + 28, place.padding, true);
  file.set(place.name, at + LOCAL_BYTES);
  if (place.padding === 0) return;
  const extra = at + LOCAL_BYTES + place.name.length;
  view.setUint16(extra, PADDING_ID, true);
  view.setUint16(extra + 2, place.padding - PADDING_HEADER_BYTES, true);
}

function writeCentral(file: Uint8Array, view: DataView, at: number, place: Place, checksum: number): void {
  view.setUint32(at, 0x02014b50, true);
  view.setUint16(at + 4, VERSION, true);
  writeFacts(view, at + 6, place, checksum);
  view.setUint32(at + 42, place.headerOffset, true);
  file.set(place.name, at + CENTRAL_BYTES);
}

/** What both headers say in the same order: version, flags, method (0: stored), time, date, checksum, sizes, name. */
function writeFacts(view: DataView, at: number, { entry, name }: Place, checksum: number): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, name.length === entry.name.length ? 0 : UTF8_NAME, true);
  view.setUint16(at + 8, DATE, true);
  view.setUint32(at + 10, checksum, true);
  view.setUint32(at + 14, entry.bytes, true);
  view.setUint32(at + 18, entry.bytes, true);
  view.setUint16(at + 22, name.length, true);
}
