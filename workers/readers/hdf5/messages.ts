import { damaged } from '../damage';
import { Cursor, cursorAt, cursorNear, type Hdf5Context } from './cursor';
import { unread } from './unread';

/** The messages of an object header that are read here. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** One statement about an object: its kind and its bytes. */
export interface Message {
  readonly type: number;
  readonly data: Uint8Array;
}

const SHARED_FLAG = 0x02;
/** A group of 10,000 links in a single header would have as many; nobody writes that. */
const MOST_MESSAGES = 20_000;
const MOST_BLOCKS = 4096;
const MOST_BLOCK_BYTES = 64 * 2 ** 20;
const V1_PREFIX_BYTES = 16;

interface Block {
  readonly start: number;
  readonly bytes: number;
}

/** All messages of the object header at `address`, its continuation blocks included. */
export async function readMessages(file: Hdf5Context, address: number): Promise<readonly Message[]> {
  const head = await cursorNear(file, address, 64);
  return head.bytes[0] === 1 ? readVersion1(file, address, head) : readVersion2(file, address, head);
}

/** Visits the blocks one behind another; each may name more of them. */
async function visitBlocks(
  file: Hdf5Context,
  first: Block,
  read: (block: Cursor, add: (message: Message, flags: number) => void) => void,
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  const blocks: Block[] = [first];
  const seen = new Set<number>();
  for (let next = 0; next < blocks.length; next++) {
    const block = blocks[next];
    if (block === undefined) break;
    if (seen.has(block.start) || seen.size >= MOST_BLOCKS) throw damaged('a header of it runs in a circle');
    if (block.bytes > MOST_BLOCK_BYTES) throw damaged('it states an impossible size');
    seen.add(block.start);
    read(await cursorAt(file, block.start, block.bytes), (message, flags) => {
      if (messages.length >= MOST_MESSAGES) throw damaged('a header of it has too many entries');
      if (message.type === MESSAGE.continuation) {
        const place = new Cursor(message.data, file.widths);
        blocks.push({ start: place.place(), bytes: place.length() });
      } else if ((flags & SHARED_FLAG) === 0) messages.push(message);
      else if (message.type === MESSAGE.datatype) throw unread('named data types');
    });
  }
  return messages;
}

async function readVersion1(file: Hdf5Context, address: number, head: Cursor): Promise<readonly Message[]> {
  head.skip(8);
  const first = { start: address + V1_PREFIX_BYTES, bytes: head.u32() };
  return visitBlocks(file, first, (block, add) => {
    while (block.left >= 8) {
      const type = block.u16();
      const bytes = block.u16();
      const flags = block.u8();
      block.skip(3);
      add({ type, data: block.take(bytes) }, flags);
    }
  });
}

async function readVersion2(file: Hdf5Context, address: number, head: Cursor): Promise<readonly Message[]> {
  head.expect('OHDR');
  if (head.u8() !== 2) throw damaged('an object header is of no known version');
  const flags = head.u8();
  if ((flags & 0x20) !== 0) head.skip(16);
  if ((flags & 0x10) !== 0) head.skip(4);
  const bytes = head.uint(1 << (flags & 3));
  const orderBytes = (flags & 0x04) === 0 ? 0 : 2;
  let isFirst = true;
  return visitBlocks(file, { start: address + head.at, bytes }, (block, add) => {
    // Blocks but the first have a signature in front and a checksum behind.
    if (!isFirst) block.expect('OCHK');
    const end = block.bytes.length - (isFirst ? 0 : 4);
    isFirst = false;
    while (end - block.at >= 4 + orderBytes) {
      const type = block.u8();
      const size = block.u16();
      const messageFlags = block.u8();
      block.skip(orderBytes);
      add({ type, data: block.take(size) }, messageFlags);
    }
  });
}
