/** Writes the wire format of protocol buffers (protobuf.dev/programming-guides/encoding). */

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  // Negative numbers are written as 64 bits in two's complement.
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const digits = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? digits | 0x80 : digits);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** One message, field by field. Large payloads are not copied before the file is put together. */
export class WireMessage {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  /** A whole number, signed. */
  int(field: number, value: number): this {
    return this.push(varintBytes(field * 8 + VARINT)).push(varintBytes(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.push(varintBytes(field * 8 + FIXED32)).push(bytes);
  }

  /** Bytes that must not change until the file is put together. */
  bytes(field: number, value: Uint8Array): this {
    return this.push(varintBytes(field * 8 + BYTES))
      .push(varintBytes(value.length))
      .push(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: WireMessage): this {
    this.push(varintBytes(field * 8 + BYTES)).push(varintBytes(value.size));
    for (const part of value.parts) this.push(part);
    return this;
  }

  /** The whole message. */
  finish(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  private push(part: Uint8Array): this {
    this.parts.push(part);
    this.size += part.length;
    return this;
  }
}
