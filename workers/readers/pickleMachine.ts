import { FaultError } from '../protocol/faults';
import { CUT_SHORT, damaged } from './damage';
import { viewOf } from './byteSource';
import { isDict, type PickleValue } from './pickleValues';

/** What one pickle may cost before it is refused as too large. */
export interface PickleLimits {
  /** Opcodes, plus one for every item moved into a container, plus the cost of every object made. */
  readonly operations: number;
  /** Open marks: how deep containers nest while they are built. */
  readonly depth: number;
  /** Values on the stack and values remembered. */
  readonly values: number;
  /** Length of the pickle itself, bytes. */
  readonly bytes: number;
}

/** What an object costs beside its opcode: it takes about as much memory and time as this many numbers. */
const OBJECT_COST = 10;
/** A dict is a hash table of its own, even an empty one. */
const DICT_COST = 50;

/**
 * A state dict of 1,000 tensors takes about 100,000 operations, 60,000 pictures in a pickle 8 million. What they allow
 * at most is some hundred megabytes.
 */
export const PICKLE_LIMITS: PickleLimits = {
  operations: 20_000_000,
  depth: 1_000,
  values: 4_000_000,
  bytes: 256 * 2 ** 20,
};

const MAX_LINE_BYTES = 4_096;
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
/** Characters made at a time: a call takes only so many arguments. */
const PIECE_CHARACTERS = 8_192;

function latin1Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE_CHARACTERS) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE_CHARACTERS));
  }
  return text;
}

/** Python 2 had one type for text and bytes; most of its strings are text, those of CIFAR's batches are pixels. */
export type Python2Strings = 'text' | 'bytes';

/** The unpickler's registers: a read position, the value stack, the marks and the memo. */
export class PickleMachine {
  readonly stack: PickleValue[] = [];
  /** Ids handed to `persistent_load`, in order of appearance. */
  readonly persistentIds: PickleValue[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly view: DataView;
  private readonly limitAt: number;
  private spent = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public position: number,
    private readonly limits: PickleLimits,
    private readonly python2Strings: Python2Strings,
  ) {
    this.view = viewOf(bytes);
    this.limitAt = position + limits.bytes;
  }

  /** Charges `amount` operations. */
  spend(amount: number): void {
    this.spent += amount;
    if (this.spent > this.limits.operations) throw tooLarge('operations', this.limits.operations);
  }

  /** Moves over `count` bytes and returns where they start. */
  private advance(count: number): number {
    const start = this.position;
    if (!(count >= 0 && start + count <= this.bytes.length)) throw damaged(CUT_SHORT);
    if (start + count > this.limitAt) throw tooLarge('bytes', this.limits.bytes);
    this.position = start + count;
    return start;
  }

  uint8(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  uint64(): number {
    const low = this.uint32();
    return low + this.uint32() * 2 ** 32;
  }

  /** BINFLOAT is the one big-endian number of the format. */
  float64BigEndian(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  /** A view of the next `count` bytes. */
  take(count: number): Uint8Array {
    const start = this.advance(count);
    return this.bytes.subarray(start, start + count);
  }

  /** UTF-8 text of `count` bytes. */
  text(count: number): string {
    return UTF8.decode(this.take(count));
  }

  /** Python 2's strings are bytes: one character for each, so that nothing is lost (`bytesOfText` undoes it). */
  python2String(count: number): string | Uint8Array {
    const bytes = this.take(count);
    return this.python2Strings === 'bytes' ? bytes : latin1Of(bytes);
  }

  /** Latin-1 text up to the next newline, which is consumed (protocol 0 and GLOBAL). */
  line(): string {
    const start = this.position;
    const newline = this.bytes.subarray(start, start + MAX_LINE_BYTES).indexOf(10);
    if (newline < 0 && start + MAX_LINE_BYTES <= this.bytes.length) throw damaged('a line in it has no end');
    if (newline < 0) throw damaged(CUT_SHORT);
    const text = latin1Of(this.take(newline));
    this.advance(1);
    return text;
  }

  push(value: PickleValue): void {
    if (this.stack.length >= this.limits.values) throw tooLarge('values', this.limits.values);
    this.stack.push(value);
  }

  /** Pushes an object just made, and charges for its memory. */
  pushNew(value: PickleValue): void {
    this.spend(isDict(value) ? DICT_COST : OBJECT_COST);
    this.push(value);
  }

  pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw damaged('its instructions do not add up');
    // The length check above makes `undefined` impossible; null is Python's None.
    return this.stack.pop() ?? null;
  }

  top(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw damaged('its instructions do not add up');
    return this.stack.at(-1) ?? null;
  }

  mark(): void {
    if (this.marks.length >= this.limits.depth) throw tooLarge('levels', this.limits.depth);
    this.marks.push(this.stack.length);
  }

  /** True while values lie above the last mark (POP removes a bare mark instead). */
  hasValueAboveMark(): boolean {
    return this.stack.length > (this.marks.at(-1) ?? 0);
  }

  /** Removes the last mark and everything above it. */
  popToMark(): PickleValue[] {
    const from = this.marks.pop();
    if (from === undefined) throw damaged('its instructions do not add up');
    const items = this.stack.splice(from);
    this.spend(items.length);
    return items;
  }

  remember(index: number): void {
    if (this.memo.size >= this.limits.values) throw tooLarge('values', this.limits.values);
    this.memo.set(index, this.top());
  }

  /** MEMOIZE numbers values by how many are remembered already. */
  rememberNext(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw damaged('it refers to a value it never made');
    this.push(value);
  }
}

function tooLarge(what: string, limit: number): FaultError {
  return new FaultError('file-too-large', { what: `pickle ${what}`, value: limit, limit });
}
