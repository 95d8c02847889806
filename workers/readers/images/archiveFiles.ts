/** The files of a zip archive as sources of their own, so that an archive reads like a folder. */
import type { ByteSource } from '../byteSource';
import { openZip } from '../zip';
import { ZIP_LIMITS, type ZipEntry } from '../zipDirectory';
import { MOST_PICTURES } from './budget';
import { displayPath } from './paths';

/** Twice the pictures, for folders and labels beside them. */
const LIMITS = { ...ZIP_LIMITS, entries: 2 * MOST_PICTURES };

/** One source an entry, in the archive's order; an entry is unpacked when it is read, and the latest is kept: many are read in pieces. */
export async function archiveFiles(source: ByteSource): Promise<readonly ByteSource[]> {
  const zip = await openZip(source, LIMITS);
  let latest: { readonly entry: ZipEntry; readonly bytes: Uint8Array } | null = null;
  async function unpacked(entry: ZipEntry): Promise<Uint8Array> {
    if (latest?.entry === entry) return latest.bytes;
    const bytes = await zip.read(entry);
    latest = { entry, bytes };
    return bytes;
  }
  return [...zip.entries.values()]
    .filter((entry) => !/[/\\]$/.test(entry.name))
    .map((entry) => ({
      name: displayPath(entry.name),
      size: entry.bytes,
      slice: async (start: number, end: number) =>
        (await unpacked(entry)).subarray(Math.max(0, start), Math.max(0, start, end)),
    }));
}
