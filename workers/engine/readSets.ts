/**
 * Images that are in use are not read again: another role, another normalisation or the preprocessing doctor ask for the same
 * bytes in the same way, and a packed data set takes many seconds.
 */
import { fileKey } from '../protocol';
import type { FileReader, NamedBlob, ReadImageSet } from '../reading/fileReader';

export type ReadImageFiles = FileReader['readImages'];
type Request = Parameters<ReadImageFiles>[0];

/** Two equal keys stand for the same bytes, read in the same way; null for bytes that are no file and have no date. */
function keyOf({ files, reading }: Request): string | null {
  const dated = files.flatMap(({ path, file }: NamedBlob) =>
    file instanceof File ? [fileKey({ path, file })] : [],
  );
  return dated.length < files.length ? null : JSON.stringify([dated, reading]);
}

export class ReadSets {
  private inUse = new Map<string, ReadImageSet>();

  constructor(private readonly reader: Pick<FileReader, 'readImages'>) {}

  /** Reads a set, unless it is in use as it is asked for. */
  readonly read: ReadImageFiles = async (request, tell) => {
    const key = keyOf(request);
    const known = key === null ? undefined : this.inUse.get(key);
    return known ?? this.reader.readImages(request, tell);
  };

  /** Opens what takes the place of the sets in use, which are dropped only when the new ones are whole. */
  async replace<T>(open: (read: ReadImageFiles) => Promise<T>): Promise<T> {
    const used = new Map<string, ReadImageSet>();
    const opened = await open(async (request, tell) => {
      const set = await this.read(request, tell);
      const key = keyOf(request);
      if (key !== null) used.set(key, set);
      return set;
    });
    this.inUse = used;
    return opened;
  }
}
