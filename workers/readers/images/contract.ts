/** What goes into reading pictures and what comes out. */
import type { Picture } from '../../protocol/api';
import type { FaultParams } from '../../protocol/faults';

/** Kinds of compressed pictures that a {@link DecodePicture} may be given. */
export type PictureKind = 'png' | 'jpeg' | 'webp' | 'bmp';

/** One picture, decoded: height x width x 4 bytes, row by row; the colours are not multiplied by the opacity. */
interface DecodedPicture {
  readonly height: number;
  readonly width: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** Decodes one compressed picture, of a size that was checked before. Whatever it throws counts as "broken picture". */
export type DecodePicture = (bytes: Uint8Array, kind: PictureKind) => Promise<DecodedPicture>;

/** Height and width in pixels. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

export type Split = 'train' | 'test';

export interface ReadImagesOptions {
  readonly decode: DecodePicture;
  /** Every picture is brought to this size; null: the size that most have, at most 224 pixels a side. */
  readonly size: PictureSize | null;
  /** null: 1 where all are grey arrays, else 3. */
  readonly channels: 1 | 3 | null;
  /** The label of pictures that have none, typed in by the user. */
  readonly label: number | null;
  /** The class order to keep to, where it is known. */
  readonly classes: readonly string[] | null;
  /** Which part of a data set that holds both; null is `train`. Where only one part is given, that one is taken. */
  readonly split: Split | null;
  /** Called at least every 256 pictures; may throw to stop. The total grows where an archive turns out to hold more. */
  readonly tell?: (done: number, total: number) => void;
}

/** What the files are, by their content. */
export type ImageFormat =
  | 'cifar10-binary'
  | 'cifar100-binary'
  | 'cifar10-python'
  | 'cifar100-python'
  | 'folder'
  | 'zip'
  | 'gtsrb'
  | 'pictures'
  | 'npz'
  | 'npy'
  /** Inside a checkpoint of BackdoorBench. */
  | 'backdoorbench';

/** Everything that reading may have done to the pictures besides resizing; the page has a sentence for each. */
type ImageNoteCode =
  /** `split`: only this part of the files was taken. */
  | 'split-taken'
  /** Numbers 0..1 became bytes 0..255. */
  | 'values-scaled'
  /** Numbers 0..255 were rounded to bytes. */
  | 'values-rounded'
  /** The array is (N, channels, height, width). */
  | 'layout-nchw'
  /** One grey channel was repeated three times. */
  | 'grey-to-rgb'
  /** Three colours became one luma channel. */
  | 'rgb-to-grey'
  /** Transparent pixels were laid on black. */
  | 'alpha-on-black'
  /** `count` pictures could not be read; `first` is the name of one, `reason` what is wrong with it. */
  | 'pictures-left-out'
  /** `count` files are neither pictures nor labels. */
  | 'files-ignored'
  /** `label`: all pictures got the label that was typed in. */
  | 'label-given'
  /** `table`: labels come from this file. */
  | 'labels-from-table';

export interface ImageNote {
  readonly code: ImageNoteCode;
  readonly params: FaultParams;
}

/** [height, width] before and after; `various` where the pictures were of several sizes. */
export interface Resized {
  readonly from: 'various' | readonly [number, number];
  readonly to: readonly [number, number];
}

/** A picture as it was in its file, to be looked at. */
export interface OriginalPicture {
  /** Which of the pictures it became. */
  readonly index: number;
  readonly size: readonly [height: number, width: number];
  /** The picture itself, made smaller where it is large. */
  readonly shown: Picture;
}

/** Pictures of one size with their labels. */
export interface ReadImages {
  readonly format: ImageFormat;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** count x height x width x channels (NHWC), 0..255. */
  readonly pixels: Uint8Array;
  /** count indices into `classes`. */
  readonly labels: Uint16Array;
  readonly classes: readonly string[];
  /** The file of each picture, made safe to show; null where the pictures have no files of their own. */
  readonly names: readonly string[] | null;
  /** null where every picture kept its size. */
  readonly resized: Resized | null;
  /** A few of the pictures that did not. */
  readonly originals: readonly OriginalPicture[];
  readonly notes: readonly ImageNote[];
}
