/** CRC-32 of the zip format (reflected polynomial 0xEDB88320), one table look-up a byte. */
const TABLE = buildTable();

function buildTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    table[n] = c;
  }
  return table;
}

/**
 * CRC-32 of `bytes` as an unsigned 32-bit number. Source: PKWARE APPNOTE 4.4.7.
 * @param before the CRC-32 of the bytes that stand before these, so that a long file can be summed piece by piece
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = before ^ 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
