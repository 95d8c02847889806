/**
 * Hands tens of thousands of files to a worker. The first time that a browser copies a File it registers the file with another
 * process and waits for the answer; 50,000 files in one message hold the page up for many seconds (Chromium).
 */
import { inPieces } from './inPieces';
import { createPauses } from './pause';

/** Files in one message: few enough that one takes a few milliseconds, enough that messages cost nothing. */
const PIECE = 10;

/**
 * Calls `post` with piece after piece, in order, and lets the page breathe between them. Settles with true when all are posted,
 * with false as soon as `signal` is aborted.
 */
export async function handOver<T>(
  items: readonly T[],
  post: (piece: readonly T[]) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  const pauseInTime = createPauses();
  for (const piece of inPieces(items, PIECE)) {
    if (signal?.aborted === true) return false;
    post(piece);
    await pauseInTime();
  }
  return true;
}
