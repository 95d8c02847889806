import { type ByteSource, sliceExactly, viewOf } from '../byteSource';
import { CUT_SHORT, damaged } from '../damage';

/** Widths of addresses and lengths, in bytes: each HDF5 file chooses its own. */
export interface Widths {
  readonly address: number;
  readonly length: number;
}

/** An opened file as its parts see it: addresses count from the start of `source`. */
export interface Hdf5Context {
  readonly source: ByteSource;
  readonly widths: Widths;
  /** Bytes of values that may still be unpacked: what a file states is not what it is worth. */
  readonly budget: { bytes: number };
}

/** Reads fields one behind another. Every step past the end is `file-damaged`. */
export class Cursor {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    private readonly widths: Widths,
    public at = 0,
  ) {
    this.view = viewOf(bytes);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The next `count` bytes, as a view. */
  take(count: number): Uint8Array {
    const start = this.at;
    this.skip(count);
    return this.bytes.subarray(start, this.at);
  }

  skip(count: number): void {
    if (!(count >= 0 && count <= this.left)) throw damaged(CUT_SHORT);
    this.at += count;
  }

  u8(): number {
    return this.uint(1);
  }

  u16(): number {
    return this.uint(2);
  }

  u32(): number {
    return this.uint(4);
  }

  /** An unsigned little-endian integer of up to 8 bytes; `file-damaged` above 2^53, where no real size lies. */
  uint(width: number): number {
    const start = this.at;
    this.skip(width);
    let value = 0;
    for (let i = width - 1; i >= 0; i--) value = value * 256 + this.view.getUint8(start + i);
    if (!Number.isSafeInteger(value)) throw damaged('it states an impossible size');
    return value;
  }

  length(): number {
    return this.uint(this.widths.length);
  }

  /** A place in the file; null for "undefined", which is all ones. */
  address(): number | null {
    const { address: width } = this.widths;
    if (this.left >= width) {
      const raw = this.bytes.subarray(this.at, this.at + width);
      if (raw.every((byte) => byte === 0xff)) {
        this.skip(width);
        return null;
      }
    }
    return this.uint(width);
  }

  /** An address that has to be there. */
  place(): number {
    const place = this.address();
    if (place === null) throw damaged('a part of it was never written');
    return place;
  }

  /** Four letters that open most structures. */
  expect(signature: string): void {
    const found = this.take(signature.length);
    for (let i = 0; i < signature.length; i++) {
      if (found[i] !== signature.charCodeAt(i)) throw damaged(`there is no ${signature} where one should be`);
    }
  }
}

/** A cursor over `count` bytes of the file from `start`. */
export async function cursorAt(file: Hdf5Context, start: number, count: number): Promise<Cursor> {
  return new Cursor(await sliceExactly(file.source, start, start + count), file.widths);
}

/** A cursor over up to `count` bytes: for structures that may end with the file. */
export async function cursorNear(file: Hdf5Context, start: number, count: number): Promise<Cursor> {
  const end = Math.min(file.source.size, start + count);
  return cursorAt(file, start, Math.max(0, end - start));
}
