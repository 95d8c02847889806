/**
 * What the engine asks of files, and what it gets: plain data. The same interface is met in the engine's own thread (Node,
 * tests) and by a worker that may be ended when a file makes it hang.
 */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import type { Origin } from '../nets/origin';
import type { SavedTrigger } from '../nets/savedTrigger';
import type {
  AttackRecipe,
  AttackSummary,
  FileContent,
  FileReport,
  ModelHint,
  NetworkNote,
} from '../protocol';
import type { PoisonedFiles } from '../readers/backdoorBench';
import type { ReadImages, ReadImagesOptions } from '../readers/images/contract';
import type { MaskValue } from '../readers/maskValues';

/** A file by the path it was given under. */
export interface NamedBlob {
  readonly path: string;
  readonly file: Blob;
}

/** A network as read from its files. */
export interface ReadNetwork {
  /** SHA-256 of the file, or of the list of checksums where there are several. */
  readonly sha256: string;
  readonly format: string;
  readonly graph: Graph;
  readonly host: HostTensors;
  /** What hands the network back as it came. */
  readonly origin: Origin;
  readonly matched: readonly string[];
  readonly unused: readonly string[];
  readonly notes: readonly NetworkNote[];
  readonly attack: AttackSummary | null;
  /** The poisoned pictures that lie in a folder beside the file. */
  readonly poisonedFiles: PoisonedFiles | null;
  /** The trigger that this project planted; null where the file says of none. */
  readonly planted: SavedTrigger | null;
  /** How this project trained it; null where the file does not say. */
  readonly training: AttackRecipe | null;
}

/** What a reading gives before its files are read again for the checksum. */
export type Unhashed<T extends { readonly sha256: string }> = Omit<T, 'sha256'>;

export interface ReadImageSet extends ReadImages {
  readonly sha256: string;
}

/** Masks by line, as the file has them. */
export interface ReadMasks {
  readonly sha256: string;
  readonly values: readonly MaskValue[];
}

export interface ImageReading extends Pick<
  ReadImagesOptions,
  'size' | 'channels' | 'label' | 'split' | 'classes'
> {
  /** What the open network's file says of poisoned pictures by their names. */
  readonly record?: PoisonedFiles | null;
}

/** What of a reading is counted: bytes read, pictures unpacked, or bytes that the checksum has covered. */
export type ReadStep = 'read' | 'unpack' | 'hash';

/** Hears how far a reading has come; may throw to stop it. */
export type TellRead = (step: ReadStep, done: number, total: number | null) => void;

export interface NetworkRequest {
  readonly files: readonly NamedBlob[];
  readonly hint: ModelHint | null;
}

export interface FileReader {
  readNetwork(request: NetworkRequest, tell: TellRead): Promise<ReadNetwork>;
  tellApart(
    request: { readonly files: readonly NamedBlob[] },
    tell: TellRead,
  ): Promise<readonly FileContent[]>;
  examine(request: NetworkRequest, tell: TellRead): Promise<FileReport>;
  readImages(
    request: { readonly files: readonly NamedBlob[]; readonly reading: ImageReading },
    tell: TellRead,
  ): Promise<ReadImageSet>;
  readMasks(request: { readonly file: NamedBlob }, tell: TellRead): Promise<ReadMasks>;
}
