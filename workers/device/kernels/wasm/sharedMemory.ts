/**
 * Puts a WebAssembly module that brings its own memory onto a shared one, so that several threads can work on its heap.
 * tfjs's build for one thread exports its memory but cannot be handed one; its build for several threads starts threads of its
 * own, which ours cannot join.
 */
import { contentOf, HEADER_BYTES, readNumber, readSections } from './wasmSections';

/** Import names, which nothing else uses. */
const MODULE = 'rnp';
const FIELD = 'memory';

const IMPORTS = 2;
const MEMORIES = 5;
/** Kind of an import that is a memory; flags of limits that are shared and have a maximum. */
const MEMORY_KIND = 2;
const SHARED_WITH_MAXIMUM = 3;

function numberBytes(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...numberBytes(Math.floor(value / 128))];
}

function nameBytes(name: string): number[] {
  return [name.length, ...Array.from(name, (letter) => letter.charCodeAt(0))];
}

/** Pages that the module's own memory would start with. */
function initialPages(memories: Uint8Array): number {
  // One memory: its number, its flags, then its limits.
  return readNumber(memories, 2)[0];
}

function importMemory(
  binary: Uint8Array,
  pages: { initial: number; maximum: number },
): Uint8Array<ArrayBuffer> {
  const sections = readSections(binary);
  const imports = contentOf(sections, IMPORTS);
  const [count, start] = readNumber(imports, 0);
  const limits = [SHARED_WITH_MAXIMUM, ...numberBytes(pages.initial), ...numberBytes(pages.maximum)];
  const entry = [...nameBytes(MODULE), ...nameBytes(FIELD), MEMORY_KIND, ...limits];
  const content = Uint8Array.from([...numberBytes(count + 1), ...imports.subarray(start), ...entry]);
  const parts = sections
    .filter(({ id }) => id !== MEMORIES)
    .map((section) => (section.id === IMPORTS ? { id: IMPORTS, content } : section));
  const bytes = [binary.subarray(0, HEADER_BYTES)];
  for (const part of parts)
    bytes.push(Uint8Array.from([part.id, ...numberBytes(part.content.length)]), part.content);
  const whole = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of bytes) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** 4 GiB less a page: what tfjs's heap may grow to. */
export const MAXIMUM_PAGES = 65535;

/** True for the memory of several threads. Pages that are not cross-origin isolated do not even have the name. */
export function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** Why memory cannot be shared between threads: the page is not isolated, or it was refused. Null where it can. */
export function sharingRefused(): 'not-isolated' | 'refused' | null {
  if (typeof SharedArrayBuffer === 'undefined') return 'not-isolated';
  try {
    return isShared(makeMemory(1).buffer) ? null : 'refused';
  } catch {
    return 'refused';
  }
}

function makeMemory(initial: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial, maximum: MAXIMUM_PAGES, shared: true });
}

type Instantiate = (
  binary: BufferSource,
  imports?: WebAssembly.Imports,
) => Promise<WebAssembly.WebAssemblyInstantiatedSource>;

function bytesOf(source: BufferSource): Uint8Array {
  return source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

/**
 * Runs `start`, in which the next module that is instantiated gets a shared memory instead of its own.
 * Rejects where the module or the memory cannot be made.
 */
export async function withSharedMemory<T>(start: () => Promise<T>): Promise<T> {
  // The types promise streaming; not every engine has it. Without it tfjs fetches the bytes, which we must see.
  const owner = WebAssembly as { instantiate: Instantiate; instantiateStreaming?: unknown };
  const { instantiate, instantiateStreaming } = owner;
  owner.instantiate = async (source, imports = {}) => {
    const binary = bytesOf(source);
    const initial = initialPages(contentOf(readSections(binary), MEMORIES));
    const pages = { initial, maximum: MAXIMUM_PAGES };
    return instantiate(importMemory(binary, pages), {
      ...imports,
      [MODULE]: { [FIELD]: makeMemory(initial) },
    });
  };
  owner.instantiateStreaming = undefined;
  try {
    return await start();
  } finally {
    owner.instantiate = instantiate;
    owner.instantiateStreaming = instantiateStreaming;
  }
}
