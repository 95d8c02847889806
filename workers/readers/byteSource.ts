import { FaultError } from '../protocol/faults';
import { CUT_SHORT, damaged } from './damage';

/**
 * Random access to a file's bytes, so that a browser `File` and a Node buffer read alike and a file of
 * 500 MB is never held whole.
 */
export interface ByteSource {
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** Bytes `start` (inclusive) to `end` (exclusive), clamped to the file. The result may share memory: do not write to it. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** A source over a browser `File` or `Blob`, under a name of the caller's. A file that can no longer be read is `file-damaged`. */
export function fileSource(file: Blob, name: string): ByteSource {
  return {
    name,
    size: file.size,
    async slice(start, end) {
      try {
        return new Uint8Array(await file.slice(start, end).arrayBuffer());
      } catch (thrown) {
        // Browsers refuse when the file on disk was changed or removed after it was dropped.
        throw new FaultError(
          'file-damaged',
          { reason: 'it could not be read; was it moved or changed?' },
          { file: name, detail: String(thrown) },
        );
      }
    },
  };
}

/** A source over bytes in memory; slices are views, nothing is copied. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    slice: (start, end) => Promise.resolve(bytes.subarray(start, Math.max(start, end))),
  };
}

/** Throws `file-damaged` unless the bytes `start` to `end` lie in the file: asked before anything is allocated for them. */
export function assertWithin(source: ByteSource, start: number, end: number): void {
  if (!(start >= 0 && end >= start && end <= source.size)) throw damaged(CUT_SHORT);
}

/** Exactly the bytes `start` to `end`; `file-damaged` when the file is too short for them. */
export async function sliceExactly(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  assertWithin(source, start, end);
  const bytes = await source.slice(start, end);
  if (bytes.length !== end - start) throw damaged(CUT_SHORT);
  return bytes;
}

/** Throws `file-empty` for a file of zero bytes. */
export function assertNotEmpty(source: ByteSource): void {
  if (source.size === 0) throw new FaultError('file-empty', {}, { file: source.name });
}

/** A little- or big-endian view of the same memory. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Unsigned 64-bit little-endian integer as a number; `file-damaged` above 2^53, where no real size lies. */
export function uint64At(view: DataView, offset: number): number {
  const value = view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
  if (!Number.isSafeInteger(value)) throw damaged('it states an impossible size');
  return value;
}
