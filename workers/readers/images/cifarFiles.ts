/** CIFAR data sets as their files lie about: single batches, several at once, or inside their tar archive. */
import { FaultError } from '../../protocol/faults';
import { assertNotEmpty, type ByteSource } from '../byteSource';
import { gunzipStream, readExactly, sourceStream, type ByteStream } from '../byteStream';
import { assertAtMost, damaged, namingFile } from '../damage';
import { tarEntries } from '../tar';
import {
  CIFAR10,
  CIFAR100,
  CIFAR_IMAGE_BYTES,
  readCifarRecords,
  type CifarImages,
  type CifarLayout,
  type TellCount,
} from './cifarBinary';
import { cifarClassNames } from './cifarClasses';
import { readPythonBatch, readPythonNames } from './cifarPython';
import type { ImageFormat, ImageNote, ReadImagesOptions, Split } from './contract';
import { baseName, byName, displayPath } from './paths';
import { partOfBatch, takeSplit } from './split';

/** How one file is read. */
export type CifarFileKind = CifarLayout | 'pickle' | 'names';

/** One file, and how it is read. */
export interface CifarFile {
  readonly source: ByteSource;
  readonly kind: CifarFileKind;
}

/** All images of the files that were taken. */
export interface CifarSet extends CifarImages {
  readonly format: ImageFormat;
  readonly classes: readonly string[];
  readonly notes: readonly ImageNote[];
}

/** CIFAR-100 as one pickle has 155 MB. */
const MAX_PICKLE_BYTES = 256 * 2 ** 20;
const MAX_NAMES_BYTES = 2 ** 20;
/** More than twice the larger of the two data sets, unpacked. */
const MAX_ARCHIVE_BYTES = 2 ** 29;
/** The first batch begins in the first megabytes. */
const MAX_SNIFFED_BYTES = 2 ** 26;
/** Behind the end of a tar archive stands nothing but padding to a round length. */
const MAX_PADDING_BYTES = 2 ** 20;

interface Batch extends CifarImages {
  readonly name: string;
  readonly classes: 10 | 100;
  readonly isPickle: boolean;
}

/** Collects batches and class names as they come, in whatever order. */
class CifarCollector {
  private readonly batches: Batch[] = [];
  private names: readonly string[] | null = null;
  private done = 0;

  constructor(private readonly tell: ReadImagesOptions['tell']) {}

  async add(name: string, kind: CifarFileKind, content: ByteStream): Promise<void> {
    if (kind === 'names') this.names = await readNames(name, content);
    else {
      const { tell, done } = this;
      const batch = await readBatch(name, kind, content, (some) => tell?.(done + some, null));
      this.batches.push(batch);
      this.done += batch.count;
    }
  }

  get isEmpty(): boolean {
    return this.batches.length === 0;
  }

  /** All batches in the order of their names. `class-count-mismatch` where both data sets are mixed. */
  finish(notes: readonly ImageNote[]): CifarSet {
    const batches = this.batches.toSorted((a, b) => byName(a.name, b.name));
    const [first] = batches;
    if (first === undefined) throw damaged('it holds no batch of CIFAR images');
    const other = batches.find((batch) => batch.classes !== first.classes);
    if (other !== undefined) {
      throw new FaultError('class-count-mismatch', { network: first.classes, images: other.classes });
    }
    const names = this.names?.length === first.classes ? this.names : cifarClassNames(first.classes);
    const format: ImageFormat = `cifar${first.classes}-${first.isPickle ? 'python' : 'binary'}`;
    return { ...joined(batches), format, classes: names, notes };
  }
}

function joined(batches: readonly Batch[]): CifarImages {
  const [first] = batches;
  if (batches.length === 1 && first !== undefined) return first;
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const images = new Uint8Array(batches.reduce((sum, batch) => sum + batch.images.length, 0));
  const labels = new Uint8Array(count);
  let at = 0;
  for (const batch of batches) {
    images.set(batch.images, at * CIFAR_IMAGE_BYTES);
    labels.set(batch.labels, at);
    at += batch.count;
  }
  return { count, images, labels };
}

async function readBatch(
  name: string,
  kind: CifarLayout | 'pickle',
  content: ByteStream,
  tell: TellCount,
): Promise<Batch> {
  if (kind === 'pickle') {
    const bytes = await readAtMost(content, MAX_PICKLE_BYTES);
    return { name, isPickle: true, ...readPythonBatch(bytes, tell) };
  }
  const images = await readCifarRecords(kind, content, tell);
  return { name, isPickle: false, classes: kind.classes, ...images };
}

async function readAtMost(content: ByteStream, limit: number): Promise<Uint8Array> {
  assertAtMost('bytes', content.mostLeft, limit);
  return readExactly(content, content.mostLeft);
}

/** One name a line, or a pickle. */
async function readNames(name: string, content: ByteStream): Promise<readonly string[] | null> {
  const bytes = await readAtMost(content, MAX_NAMES_BYTES);
  if (!name.endsWith('.txt')) return readPythonNames(bytes);
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** CIFAR-100 has one file for each split, CIFAR-10 has five for training. */
function isCifar100(name: string): boolean {
  return /^(train|test)(\.bin)?$/.test(name);
}

/** Whether a file of this name lists the classes. */
export function isNamesFile(name: string): boolean {
  return /^((batches\.)?meta|(batches\.meta|fine_label_names)\.txt)$/.test(name);
}

/** What a file of a CIFAR archive is, by its name; null for everything that is not read. */
function kindInArchive(name: string): CifarFileKind | null {
  if (isNamesFile(name)) return 'names';
  if (partOfBatch(name) === null) return null;
  if (!name.endsWith('.bin')) return 'pickle';
  return isCifar100(name) ? CIFAR100 : CIFAR10;
}

/** Reads loose batches: those of the wanted split, where they are of both. Throws the faults of their readers, naming the file. */
export async function readCifarFiles(
  files: readonly CifarFile[],
  { split, tell }: Pick<ReadImagesOptions, 'split' | 'tell'>,
): Promise<CifarSet> {
  const partOf = ({ source }: CifarFile): Split | null => partOfBatch(baseName(source.name));
  const { taken, notes } = takeSplit(files, partOf, split);
  const collector = new CifarCollector(tell);
  for (const { source, kind } of taken) {
    await namingFile(source.name, async () => {
      assertNotEmpty(source);
      await collector.add(source.name, kind, sourceStream(source));
    });
  }
  return collector.finish(taken.length === files.length ? [] : notes);
}

/** The entries of a tar archive, packed with gzip or not, as they pass. */
function archiveStream(source: ByteSource, isPacked: boolean, limit: number): ByteStream {
  return isPacked ? gunzipStream(source, limit) : sourceStream(source);
}

/**
 * Reads the batches of one split out of a tar archive, packed with gzip or not. The archive passes once, and only
 * one batch of it is held at a time.
 * @throws FaultError as the readers of tar and of the batches, naming the file
 */
export async function readCifarArchive(
  source: ByteSource,
  isPacked: boolean,
  { split, tell }: Pick<ReadImagesOptions, 'split' | 'tell'>,
): Promise<CifarSet> {
  const wanted = split ?? 'train';
  return namingFile(source.name, async () => {
    const stream = archiveStream(source, isPacked, MAX_ARCHIVE_BYTES);
    const collector = new CifarCollector(tell);
    try {
      for await (const { name, content } of tarEntries(stream)) {
        const base = baseName(displayPath(name));
        const kind = kindInArchive(base);
        if (kind === null || (kind !== 'names' && partOfBatch(base) !== wanted)) continue;
        await collector.add(base, kind, content);
      }
      // The checksum of the whole stands at the very end.
      await stream.skip(MAX_PADDING_BYTES);
    } finally {
      await stream.close();
    }
    if (collector.isEmpty) throw damaged(`it holds no CIFAR images to ${wanted} with`);
    return collector.finish([{ code: 'split-taken', params: { split: wanted } }]);
  });
}

/** The format of the first batch in an archive; null where it holds none. Faults of the archive come from reading it, not from here. */
export async function sniffCifarArchive(source: ByteSource, isPacked: boolean): Promise<ImageFormat | null> {
  const stream = archiveStream(source, isPacked, MAX_SNIFFED_BYTES);
  try {
    for await (const { name } of tarEntries(stream)) {
      const base = baseName(displayPath(name));
      const kind = kindInArchive(base);
      if (kind === null || kind === 'names') continue;
      const classes = isCifar100(base) ? 100 : 10;
      return `cifar${classes}-${kind === 'pickle' ? 'python' : 'binary'}`;
    }
    return null;
  } catch (thrown) {
    if (thrown instanceof FaultError) return null;
    throw thrown;
  } finally {
    await stream.close();
  }
}
