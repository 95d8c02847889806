/**
 * The wire format of protocol buffers (protobuf.dev/programming-guides/encoding), read lazily: a message is a list of places
 * in the file, and payloads are read only when somebody asks for them.
 */
import { sliceExactly, viewOf, type ByteSource } from './byteSource';
import { assertAtMost, CUT_SHORT, damaged } from './damage';

/** Bytes `start` to `end` of the file: a message, a text or packed numbers. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One field of a message. */
export type WireField =
  /** Signed, as int64; digits beyond 2^53 are lost. */
  | { readonly kind: 'varint'; readonly number: number; readonly value: number }
  /** Four or eight bytes. */
  | { readonly kind: 'fixed'; readonly number: number; readonly span: Span }
  | { readonly kind: 'bytes'; readonly number: number; readonly span: Span };

/** What a varint says, and where the next byte lies. */
interface Varint {
  readonly value: number;
  readonly next: number;
}

const WINDOW_BYTES = 1 << 14;
/** A tag and a length or value, ten bytes each. */
const LONGEST_HEAD = 20;
const LONGEST_VARINT = 10;
/** A network of 1,000 layers has about 20,000 fields. */
const MOST_FIELDS = 400_000;
const LONGEST_TEXT = 65_536;
/** One for all names: making one takes longer than a name. */
const UTF8 = new TextDecoder();

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * A varint as a signed 64-bit integer.
 * @throws FaultError `file-damaged` where it does not end within ten bytes or within `bytes`
 */
export function varintAt(bytes: Uint8Array, at: number): Varint {
  let low = 0;
  let high = 0;
  for (let index = 0; index < LONGEST_VARINT; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) throw damaged(CUT_SHORT);
    const digits = byte & 0x7f;
    if (index < 4) low += digits * 2 ** (7 * index);
    else if (index === 4) {
      // Bits 28 to 34: four of them belong to the lower half.
      low += (digits & 0xf) * 2 ** 28;
      high += digits >> 4;
    } else high += digits * 2 ** (7 * index - 32);
    // Bits beyond the 64th are dropped, as the reference implementation does.
    if (byte < 0x80) return { value: low + ((high % 2 ** 32) | 0) * 2 ** 32, next: at + index + 1 };
  }
  throw damaged('a number in it has no end');
}

/** Reads messages of one file, and no more than a fixed number of fields of it. */
export class WireReader {
  private window: Uint8Array = new Uint8Array(0);
  private windowStart = 0;
  private fieldCount = 0;

  constructor(readonly source: ByteSource) {}

  /**
   * The fields of a message, in the file's order. Payloads are skipped.
   * @throws FaultError `file-damaged`; `file-too-large` for too many fields
   */
  async fields({ start, end }: Span): Promise<WireField[]> {
    const found: WireField[] = [];
    for (let at = start; at < end;) {
      assertAtMost('fields', ++this.fieldCount, MOST_FIELDS);
      if (!this.holds(at, Math.min(at + LONGEST_HEAD, end))) await this.fill(at);
      const { field, next } = this.fieldAt(at, end);
      found.push(field);
      at = next;
    }
    return found;
  }

  /** The bytes of a span. Small ones share the reader's memory: do not write to them. */
  async bytes({ start, end }: Span): Promise<Uint8Array> {
    if (end - start > WINDOW_BYTES) return sliceExactly(this.source, start, end);
    if (!this.holds(start, end)) await this.fill(start);
    if (!this.holds(start, end)) throw damaged(CUT_SHORT);
    return this.window.subarray(start - this.windowStart, end - this.windowStart);
  }

  /** A text; `file-damaged` where it is very long. */
  async text(span: Span): Promise<string> {
    if (span.end - span.start > LONGEST_TEXT) throw damaged('a name in it is longer than any name');
    return UTF8.decode(await this.bytes(span));
  }

  private holds(start: number, end: number): boolean {
    return start >= this.windowStart && end <= this.windowStart + this.window.length;
  }

  private async fill(at: number): Promise<void> {
    this.window = await this.source.slice(at, Math.min(at + WINDOW_BYTES, this.source.size));
    this.windowStart = at;
  }

  /** The field whose tag stands at `at`, and where the next one begins. */
  private fieldAt(at: number, end: number): { readonly field: WireField; readonly next: number } {
    const from = this.windowStart;
    const tag = varintAt(this.window, at - from);
    const number = Math.floor(tag.value / 8);
    if (number < 1 || number >= 2 ** 29) throw damaged('a field in it has an impossible number');
    const place = from + tag.next;
    const spanOf = (start: number, length: number): Span => {
      if (!(length >= 0 && length <= end - start)) throw damaged(CUT_SHORT);
      return { start, end: start + length };
    };
    switch (tag.value % 8) {
      case VARINT: {
        const { value, next } = varintAt(this.window, tag.next);
        spanOf(place, next - tag.next);
        return { field: { kind: 'varint', number, value }, next: from + next };
      }
      case BYTES: {
        const { value, next } = varintAt(this.window, tag.next);
        const span = spanOf(from + next, value);
        return { field: { kind: 'bytes', number, span }, next: span.end };
      }
      case FIXED32:
      case FIXED64: {
        const span = spanOf(place, tag.value % 8 === FIXED32 ? 4 : 8);
        return { field: { kind: 'fixed', number, span }, next: span.end };
      }
      default:
        throw damaged('a field in it is of no known kind');
    }
  }
}

/** A float32 field. */
export async function floatOf(wire: WireReader, span: Span): Promise<number> {
  const bytes = await wire.bytes(span);
  if (bytes.length !== 4) throw damaged('a number in it has an impossible size');
  return viewOf(bytes).getFloat32(0, true);
}

/**
 * Whole numbers that may stand one a field or packed into one; both are allowed.
 * @param most more than this many are `file-damaged`
 */
export async function varintsOf(wire: WireReader, field: WireField, most: number): Promise<number[]> {
  if (field.kind === 'varint') return [field.value];
  if (field.kind === 'fixed') throw damaged('a number in it has an impossible size');
  const bytes = await wire.bytes(field.span);
  const values: number[] = [];
  for (let at = 0; at < bytes.length;) {
    if (values.length >= most) throw damaged('a list in it is longer than any list');
    const { value, next } = varintAt(bytes, at);
    values.push(value);
    at = next;
  }
  return values;
}
