/** The part of pickle protocol 2 that a state dict needs. Every method writes one value, but {@link PickleWriter.op}. */
export class PickleWriter {
  private bytes = new Uint8Array(4_096);
  private length = 0;

  /** Instructions by their bytes: `(` marks, `t` makes a tuple, `.` stops (CPython Lib/pickletools.py). */
  op(...codes: readonly number[]): this {
    this.reserve(codes.length);
    this.bytes.set(codes, this.length);
    this.length += codes.length;
    return this;
  }

  /** A class or function by its names. */
  global(module: string, name: string): this {
    return this.op(0x63, ...new TextEncoder().encode(`${module}\n${name}\n`));
  }

  /** Text, as UTF-8. */
  text(value: string): this {
    const utf8 = new TextEncoder().encode(value);
    this.op(0x58, ...littleEndian(utf8.length, 4));
    this.reserve(utf8.length);
    this.bytes.set(utf8, this.length);
    this.length += utf8.length;
    return this;
  }

  /** A whole number from 0 on. */
  integer(value: number): this {
    if (value < 2 ** 8) return this.op(0x4b, value);
    if (value < 2 ** 16) return this.op(0x4d, ...littleEndian(value, 2));
    if (value < 2 ** 31) return this.op(0x4a, ...littleEndian(value, 4));
    return this.op(0x8a, 8, ...littleEndian(value, 8));
  }

  /** A tuple of whole numbers. */
  integers(values: readonly number[]): this {
    this.op(0x28);
    for (const value of values) this.integer(value);
    return this.op(0x74);
  }

  /** All that was written. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + more));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);
}
