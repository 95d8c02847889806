/** What goes into reading pictures and what comes out. */
import type { FaultParams } from '../../protocol/faults';

/** Kinds of pictures, by their bytes. */
export type PictureKind = 'png' | 'jpeg' | 'webp' | 'bmp' | 'netpbm';

/** Height and width in pixels. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** One picture: height x width x channels, 0..255, as Pillow's `convert('RGB')` gives it to training code. */
export interface DecodedPicture extends PictureSize {
  /** One only where the file itself has one. */
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
  /** What of the file was not kept. */
  readonly notes: readonly ImageNoteCode[];
}

/** Decodes one picture, of a size that was checked before. Throws `file-damaged` for a broken one. */
export type DecodePicture = (bytes: Uint8Array, kind: PictureKind) => Promise<DecodedPicture>;

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
  /** Called at least every 256 pictures; may throw to stop. The total is null where the next file may bring more. */
  readonly tell?: (done: number, total: number | null) => void;
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
export type ImageNoteCode =
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
  /** Transparency was not looked at: pixels show what lies in the file. */
  | 'opacity-dropped'
  /** Grey levels of 16 bits were cut off at 255. */
  | 'grey-cut-off'
  /** `count` pictures could not be read; `first` is the name of one, `reason` what is wrong with it. */
  | 'pictures-left-out'
  /** `count` files are neither pictures nor labels. */
  | 'files-ignored'
  /** `label`: all pictures got the label that was typed in. */
  | 'label-given'
  /** `table`: labels come from this file. */
  | 'labels-from-table'
  /** The classes come from the list of a file of BackdoorBench. */
  | 'labels-from-record'
  /** `count` pictures, `first` among them, are not in that list, so that it is left aside. */
  | 'record-unmatched';

export interface ImageNote {
  readonly code: ImageNoteCode;
  readonly params: FaultParams;
}

/** [height, width] before and after; `various` where the pictures were of several sizes. */
export interface Resized {
  readonly from: 'various' | readonly [number, number];
  readonly to: readonly [number, number];
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
  /** What an attacker wants each picture taken for, where a file says so. */
  readonly wanted?: Uint16Array;
  readonly classes: readonly string[];
  /** The file of each picture, made safe to show; null where the pictures have no files of their own. */
  readonly names: readonly string[] | null;
  /** null where every picture kept its size. */
  readonly resized: Resized | null;
  readonly notes: readonly ImageNote[];
}
