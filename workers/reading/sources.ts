/** Files as the readers want them, saying how far they were read, and their checksum. */
import { bytesSource, type ByteSource, fileSource } from '../readers/byteSource';
import { sha256Hex } from '../readers/sha256';
import type { NamedBlob, TellRead } from './fileReader';

/** Sources that tell after every piece how much of all of them was read, be it to be understood or for the checksum. */
export function tellingSources(
  files: readonly NamedBlob[],
  step: 'read' | 'hash',
  tell: TellRead,
): ByteSource[] {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  return files.map(({ path, file }) => {
    const source = fileSource(file, path);
    return {
      name: source.name,
      size: source.size,
      slice: async (start, end) => {
        const bytes = await source.slice(start, end);
        done = Math.min(total, done + bytes.length);
        tell(step, done, total);
        return bytes;
      },
    };
  });
}

/**
 * One stream of progress out of two, so that the page does not flicker between them: pictures as soon as it is known how many
 * there are, bytes until then.
 */
export function tellingPictures(tell: TellRead): {
  readonly bytes: TellRead;
  readonly pictures: (done: number, total: number | null) => void;
} {
  let told: Parameters<TellRead> = ['read', 0, null];
  return {
    bytes: (...read) => {
      if (told[0] === 'read') told = read;
      tell(...told);
    },
    pictures: (done, total) => {
      if (total !== null) told = ['unpack', done, total];
      tell(...told);
    },
  };
}

/** Files hashed side by side: thousands of small ones wait for the disk, not for the processor. */
const AT_ONCE = 8;

/** The checksum of a file; of several, that of the lines "path checksum", in the order of their paths. */
export async function hashOf(sources: readonly ByteSource[]): Promise<string> {
  const [only, ...more] = sources;
  if (only !== undefined && more.length === 0) return sha256Hex(only);
  const sorted = [...sources].sort((left, right) => (left.name < right.name ? -1 : 1));
  const lines: string[] = [];
  for (let at = 0; at < sorted.length; at += AT_ONCE) {
    const some = sorted.slice(at, at + AT_ONCE);
    const line = async (source: ByteSource): Promise<string> => `${source.name} ${await sha256Hex(source)}\n`;
    lines.push(...(await Promise.all(some.map(line))));
  }
  return sha256Hex(bytesSource('list', new TextEncoder().encode(lines.join(''))));
}
