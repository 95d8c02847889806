import { createSHA256 } from 'hash-wasm';
import type { ByteSource } from './byteSource';
import { eachPiece } from './pieces';

/**
 * SHA-256 of a whole source, as 64 lower-case hex digits. `crypto.subtle` hashes only whole buffers; this one takes the
 * file piece by piece, so that 500 MB cost no more memory than 5.
 * @param tell called after each piece with the bytes hashed so far and in all; what it throws stops the hashing
 * @throws FaultError `file-damaged` when the file turns out shorter than it said
 */
export async function sha256Hex(
  source: ByteSource,
  tell?: (doneBytes: number, totalBytes: number) => void,
): Promise<string> {
  const hash = await createSHA256();
  await eachPiece(source, 0, source.size, (piece, offset) => {
    hash.update(piece);
    tell?.(offset + piece.length, source.size);
  });
  return hash.digest('hex');
}
