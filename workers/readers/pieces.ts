import { assertWithin, sliceExactly, type ByteSource } from './byteSource';

/** What is asked of a source at a time: large enough to be fast, small beside any network, a multiple of every element. */
export const PIECE_BYTES = 4 * 2 ** 20;

/**
 * Hands the bytes `start` to `end` of a source over in order, piece by piece.
 * @param take gets each piece and its offset from `start`; the piece may share memory with the source
 * @throws FaultError `file-damaged` when the file is too short
 */
export async function eachPiece(
  source: ByteSource,
  start: number,
  end: number,
  take: (piece: Uint8Array, offset: number) => void,
): Promise<void> {
  assertWithin(source, start, end);
  for (let at = start; at < end; at += PIECE_BYTES) {
    take(await sliceExactly(source, at, Math.min(end, at + PIECE_BYTES)), at - start);
  }
}

/**
 * The bytes `start` to `end` in memory of their own, read piece by piece.
 * @throws FaultError `file-damaged` when the file is too short; nothing is allocated then
 */
export async function readOwned(
  source: ByteSource,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  assertWithin(source, start, end);
  const bytes = new Uint8Array(end - start);
  await eachPiece(source, start, end, (piece, offset) => bytes.set(piece, offset));
  return bytes;
}
