/** The sections of a WebAssembly binary. Format: WebAssembly core specification 2.0, chapter 5.5. */

export interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

/** Magic number and version. */
export const HEADER_BYTES = 8;

/** Reads an unsigned LEB128 number; answers [value, offset after it]. */
export function readNumber(bytes: Uint8Array, offset: number): [number, number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[offset++] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, offset];
  }
}

/** All sections, in their order; contents are views of `binary`. */
export function readSections(binary: Uint8Array): Section[] {
  const sections: Section[] = [];
  for (let offset = HEADER_BYTES; offset < binary.length;) {
    const id = binary[offset] ?? 0;
    const [length, start] = readNumber(binary, offset + 1);
    sections.push({ id, content: binary.subarray(start, start + length) });
    offset = start + length;
  }
  return sections;
}

/**
 * The content of the first section of that kind.
 * @throws TypeError if there is none
 */
export function contentOf(sections: readonly Section[], id: number): Uint8Array {
  const section = sections.find((each) => each.id === id);
  if (section === undefined) throw new TypeError(`the module has no section ${id}`);
  return section.content;
}
