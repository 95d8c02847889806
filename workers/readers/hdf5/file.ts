/**
 * A restricted reader of HDF5, for the files of Keras and h5py: groups, attributes and numeric datasets. Tables are read where
 * they are asked for, values tensor by tensor; nothing follows links out of the file.
 */
import { FaultError } from '../../protocol/faults';
import type { ByteSource } from '../byteSource';
import { assertNotEmpty } from '../byteSource';
import { damaged } from '../damage';
import type { RawTensor } from '../elements';
import { type AttributePlace, type Hdf5Value, parseAttribute, readAttribute } from './attributes';
import { Cursor, type Hdf5Context } from './cursor';
import { type DatasetPlace, parseDataset, readNumbers } from './dataset';
import { readDenseRecords } from './denseStorage';
import type { HeapCache } from './globalHeap';
import { type Links, readLinks } from './links';
import { MESSAGE, type Message, readMessages } from './messages';
import { pagedSource } from './pagedSource';
import { readSuperblock } from './superblock';

/** Unpacked values are worth at most this many times the file's length (deflate does not reach it on weights) ... */
const MOST_RATIO = 100;
/** ... and this much in any case. */
const FREE_BYTES = 16 * 2 ** 20;
/** A header takes 16 bytes, so a file cannot hold more objects than this share of its length, and needs not be asked for more. */
const BYTES_AN_OBJECT = 16;
const MOST_ATTRIBUTES = 10_000;

interface OpenFile {
  readonly context: Hdf5Context;
  readonly heap: HeapCache;
  /** Objects by address: an object that several links name is read once. */
  readonly nodes: Map<number, Promise<Hdf5Node>>;
  readonly mostNodes: number;
}

/** A group or a dataset. */
export class Hdf5Node {
  private links: Promise<Links> | null = null;
  private attributes: Promise<ReadonlyMap<string, AttributePlace>> | null = null;

  constructor(
    private readonly file: OpenFile,
    private readonly messages: readonly Message[],
    /** Shape and type; null for a group. */
    readonly dataset: DatasetPlace | null,
  ) {}

  /** Names of a group's members, in the order of its table; empty for a dataset. */
  async names(): Promise<readonly string[]> {
    return [...(await this.readLinks()).keys()];
  }

  /** A member of the group; null where there is none. */
  async child(name: string): Promise<Hdf5Node | null> {
    const address = (await this.readLinks()).get(name);
    return address === undefined ? null : openNode(this.file, address);
  }

  /** The value of an attribute; null where there is none. */
  async attribute(name: string): Promise<Hdf5Value | null> {
    this.attributes ??= readAttributes(this.file.context, this.messages);
    const place = (await this.attributes).get(name);
    return place === undefined ? null : readAttribute(this.file.context, this.file.heap, place);
  }

  /** The values of a numeric dataset. Throws `file-damaged`, `file-unknown` for what is no tensor. */
  async read(): Promise<RawTensor> {
    const { dataset } = this;
    if (dataset === null) throw damaged('a group stands where a tensor should be');
    const { type, shape } = dataset;
    const data = await readNumbers(this.file.context, dataset);
    return { shape, dtype: type.kind === 'number' ? type.dtype : 'float32', data };
  }

  private readLinks(): Promise<Links> {
    this.links ??= readLinks(this.file.context, this.messages);
    return this.links;
  }
}

function openNode(file: OpenFile, address: number): Promise<Hdf5Node> {
  const known = file.nodes.get(address);
  if (known !== undefined) return known;
  if (file.nodes.size >= file.mostNodes) throw damaged('it names more objects than it can hold');
  const node = readMessages(file.context, address).then(
    (messages) => new Hdf5Node(file, messages, parseDataset(file.context, messages)),
  );
  file.nodes.set(address, node);
  return node;
}

async function readAttributes(
  file: Hdf5Context,
  messages: readonly Message[],
): Promise<ReadonlyMap<string, AttributePlace>> {
  const attributes = new Map<string, AttributePlace>();
  const add = (message: Uint8Array): void => {
    if (attributes.size >= MOST_ATTRIBUTES) throw damaged('an object in it has too many attributes');
    const attribute = readable(() => parseAttribute(file, message));
    if (attribute !== null) attributes.set(attribute.name, attribute);
  };
  for (const { type, data } of messages) {
    if (type === MESSAGE.attribute) add(data);
    if (type !== MESSAGE.attributeInfo) continue;
    const cursor = new Cursor(data, file.widths);
    cursor.skip(1);
    if ((cursor.u8() & 1) !== 0) cursor.skip(2);
    const [heap, index] = [cursor.address(), cursor.address()];
    if (heap === null || index === null) continue;
    for (const record of await readDenseRecords(file, heap, index)) add(record);
  }
  return attributes;
}

/** An attribute of a type that is not read here is left out: nobody may ever ask for it. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'file-unknown') return null;
    throw thrown;
  }
}

/**
 * Opens an HDF5 file and gives its root group.
 * @throws FaultError `file-empty`, `file-damaged`, `file-too-large`, `file-unknown` for parts of HDF5 that are not read
 */
export async function openHdf5(source: ByteSource): Promise<Hdf5Node> {
  assertNotEmpty(source);
  const { widths, base, root } = await readSuperblock(source);
  if (base !== 0) throw damaged('its parts are not where it says');
  const context = {
    source: pagedSource(source),
    widths,
    budget: { bytes: FREE_BYTES + MOST_RATIO * source.size },
  };
  const mostNodes = Math.ceil(source.size / BYTES_AN_OBJECT);
  return openNode({ context, heap: new Map(), nodes: new Map(), mostNodes }, root);
}
