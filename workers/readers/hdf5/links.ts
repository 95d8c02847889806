import { damaged } from '../damage';
import { textOf } from './attributes';
import { Cursor, cursorAt, type Hdf5Context } from './cursor';
import { readDenseRecords } from './denseStorage';
import { MESSAGE, type Message } from './messages';

/** Name -> address of an object header. */
export type Links = Map<string, number>;

/** More members than any group of a network file has. */
const MOST_LINKS = 100_000;
/** A B-tree of this depth holds more than MOST_LINKS. */
const MOST_LEVELS = 8;
const SOFT_LINK_CACHE = 2;

/** The members of a group, in whichever way it keeps them; empty for a dataset. */
export async function readLinks(file: Hdf5Context, messages: readonly Message[]): Promise<Links> {
  const links: Links = new Map();
  const add = (name: string, address: number): void => {
    if (links.size >= MOST_LINKS) throw damaged('a group in it has too many members');
    if (links.has(name)) throw damaged(`a group in it has two members called ${name.slice(0, 80)}`);
    links.set(name, address);
  };
  for (const { type, data } of messages) {
    const cursor = new Cursor(data, file.widths);
    if (type === MESSAGE.symbolTable) await readSymbolTable(file, cursor, add);
    if (type === MESSAGE.link) readLink(cursor, add);
    if (type === MESSAGE.linkInfo) {
      cursor.skip(1);
      if ((cursor.u8() & 1) !== 0) cursor.skip(8);
      const [heap, index] = [cursor.address(), cursor.address()];
      if (heap === null || index === null) continue;
      for (const record of await readDenseRecords(file, heap, index)) {
        readLink(new Cursor(record, file.widths), add);
      }
    }
  }
  return links;
}

type AddLink = (name: string, address: number) => void;

/** A link message; soft and external links point nowhere that a network file needs. */
function readLink(cursor: Cursor, add: AddLink): void {
  if (cursor.u8() !== 1) throw damaged('a link in it is of no known version');
  const flags = cursor.u8();
  const kind = (flags & 0x08) === 0 ? 0 : cursor.u8();
  if ((flags & 0x04) !== 0) cursor.skip(8);
  if ((flags & 0x10) !== 0) cursor.skip(1);
  const name = textOf(cursor.take(cursor.uint(1 << (flags & 3))));
  if (kind === 0) add(name, cursor.place());
}

/** The old way: names in a heap, entries in the leaves of a tree. */
async function readSymbolTable(file: Hdf5Context, table: Cursor, add: AddLink): Promise<void> {
  const { address, length } = file.widths;
  const [tree, heap] = [table.place(), table.place()];
  const heapHead = await cursorAt(file, heap, 8 + 2 * length + address);
  heapHead.expect('HEAP');
  heapHead.skip(4);
  const nameBytes = heapHead.length();
  heapHead.length();
  const nameStart = heapHead.place();
  if (nameBytes > file.source.size) throw damaged('the names in it are cut short');
  const names = (await cursorAt(file, nameStart, nameBytes)).bytes;
  for (const leaf of await leavesOf(file, tree)) {
    const head = await cursorAt(file, leaf, 8);
    head.expect('SNOD');
    head.skip(2);
    const count = head.u16();
    const entryBytes = length + address + 24;
    const entries = await cursorAt(file, leaf + 8, count * entryBytes);
    for (let i = 0; i < count; i++) {
      const nameAt = entries.length();
      const object = entries.address();
      const cache = entries.u32();
      entries.skip(20);
      if (nameAt >= names.length) throw damaged('a name in it is missing');
      if (cache !== SOFT_LINK_CACHE && object !== null) add(textOf(names.subarray(nameAt)), object);
    }
  }
}

/** The leaves of a group's tree from left to right. */
async function leavesOf(file: Hdf5Context, root: number): Promise<readonly number[]> {
  const { address, length } = file.widths;
  const seen = new Set<number>();
  const visit = async (node: number, depth: number): Promise<number[]> => {
    if (seen.has(node) || depth > MOST_LEVELS) throw damaged('a table of it runs in a circle');
    seen.add(node);
    const headBytes = 8 + 2 * address;
    const head = await cursorAt(file, node, headBytes);
    head.expect('TREE');
    if (head.u8() !== 0) throw damaged('a table of it is of the wrong kind');
    const level = head.u8();
    const count = head.u16();
    const body = await cursorAt(file, node + headBytes, count * (length + address) + length);
    const children: number[] = [];
    for (let i = 0; i < count; i++) {
      body.length();
      children.push(body.place());
    }
    if (level === 0) return children;
    const leaves: number[] = [];
    for (const child of children) leaves.push(...(await visit(child, depth + 1)));
    return leaves;
  };
  const leaves = await visit(root, 0);
  if (new Set(leaves).size !== leaves.length) throw damaged('a table of it runs in a circle');
  return leaves;
}
