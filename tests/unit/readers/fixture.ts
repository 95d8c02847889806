import { readFileSync } from 'node:fs';
import { FaultError, type Fault } from '../../../workers/protocol/faults';
import { bytesSource, type ByteSource } from '../../../workers/readers/byteSource';

/** Bytes of a file that scripts/make-fixtures.py made with PyTorch. */
export function fixtureBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url)));
}

/** The same as a source, under its own name. */
export function fixture(name: string): ByteSource {
  return bytesSource(name, fixtureBytes(name));
}

/** The fault that `work` ends in; fails the test when it ends otherwise. */
export async function faultOf(work: () => unknown): Promise<Fault> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  throw new Error('expected a fault, but the call succeeded');
}

/** Bytes of text, for hand-written files. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A source that counts how many bytes were asked for. */
export function countingSource(source: ByteSource): ByteSource & { bytesRead: number } {
  return {
    name: source.name,
    size: source.size,
    bytesRead: 0,
    slice(start, end) {
      this.bytesRead += Math.max(0, Math.min(end, source.size) - start);
      return source.slice(start, end);
    },
  };
}
