/**
 * What the engine asks of files, and what it gets: plain data. The same interface is met in the engine's own thread (Node,
 * tests) and by a worker that may be ended when a file makes it hang.
 */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import type { Origin } from '../nets/origin';
import type { AttackSummary, FileContent, FileReport, ModelHint, NetworkNote } from '../protocol';
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
}

export interface ReadImageSet extends ReadImages {
  readonly sha256: string;
}

/** Masks by line, as the file has them. */
export interface ReadMasks {
  readonly sha256: string;
  readonly values: readonly MaskValue[];
}

export type ImageReading = Pick<ReadImagesOptions, 'size' | 'channels' | 'label' | 'split' | 'classes'>;

/** Hears how far a reading has come; may throw to stop it. */
export type TellRead = (done: number, total: number | null, unit: 'byte' | 'image') => void;

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
