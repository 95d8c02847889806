/** Files are known by how they begin. */

/** Whether these bytes stand at `at`. */
export function startsWith(bytes: Uint8Array, magic: readonly number[], at = 0): boolean {
  return magic.every((byte, i) => bytes[at + i] === byte);
}

/** Whether a file that begins so is a zip archive, be it empty. */
export function looksLikeZip(head: Uint8Array): boolean {
  return startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6]);
}
