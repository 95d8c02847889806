import type { ByteSource } from './byteSource';

/**
 * SHA-256 of a whole source, as 64 lower-case hex digits. `crypto.subtle` hashes only whole buffers, so the
 * file is held once while it is hashed; pages need a secure context (https or localhost) for it to exist.
 */
export async function sha256Hex(source: ByteSource): Promise<string> {
  const bytes = await source.slice(0, source.size);
  // A fresh copy unless the bytes own their buffer: digest() refuses shared memory.
  const owned = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', owned));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
