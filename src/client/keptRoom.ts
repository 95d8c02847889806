/** Which kept files give way to a new one. */
import type { KeptFile, Room } from '../state/keptStore';

/** The part of the quota that may be filled: the page stores other things too, and a browser's estimate is rough. */
const FILLED = 0.9;

/**
 * The least recently used files that have to go so that `bytes` more fit, none where they fit anyway; null where they do not
 * fit even then. What was used at `sinceMs` or later stays: the page may still read from it.
 */
export function dropsFor(
  bytes: number,
  files: readonly KeptFile[],
  room: Room,
  sinceMs: number,
): readonly KeptFile[] | null {
  let missingBytes = room.usedBytes + bytes - FILLED * room.quotaBytes;
  const drops: KeptFile[] = [];
  for (const file of files.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (missingBytes <= 0 || file.usedMs >= sinceMs) break;
    drops.push(file);
    missingBytes -= file.bytes;
  }
  return missingBytes <= 0 ? drops : null;
}
