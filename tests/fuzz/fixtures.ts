import { readFileSync } from 'node:fs';
import { ELEMENT_TYPES, elementCount, type RawTensor } from '../../workers/readers/elements';

/** The bytes of a file in `tests/fixtures`. */
export function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/${path}`, import.meta.url)));
}

/** What was accepted must be whole: as many numbers as the shape says. */
export function assertWhole(tensors: ReadonlyMap<string, Pick<RawTensor, 'shape' | 'data'>>): void {
  for (const [name, { shape, data }] of tensors) {
    if (data.length !== elementCount(shape))
      throw new Error(`${name}: ${data.length} numbers, shape ${shape.join('x')}`);
  }
}

/** A state dict with a tensor of every type. */
export function everyType(): ReadonlyMap<string, RawTensor> {
  return new Map(
    ELEMENT_TYPES.map((dtype) => [
      `layer.${dtype}`,
      { shape: [2, 2], dtype, data: Float32Array.of(0, 1, 1, 0) },
    ]),
  );
}

/** A zip's local and central headers: where their flags and checksums stand. */
const HEADERS = [
  { signature: 0x04034b50, flags: 6, checksum: 14 },
  { signature: 0x02014b50, flags: 8, checksum: 16 },
] as const;
/** Sizes stand behind the data: those before it say nothing. */
const SIZES_FOLLOW = 8;

/**
 * The zip with nothing said twice, and a checksum of 0, which stands for none: damage inside its entries gets through to who
 * reads them, and sizes can be forged.
 */
export function withoutChecksums(zip: Uint8Array): Uint8Array {
  const open = zip.slice();
  const view = new DataView(open.buffer);
  for (let from = 0; from + 20 <= open.length; from++) {
    for (const { signature, flags, checksum } of HEADERS) {
      if (view.getUint32(from, true) !== signature) continue;
      view.setUint16(from + flags, SIZES_FOLLOW, true);
      view.setUint32(from + checksum, 0, true);
    }
  }
  return open;
}
