/** Where networks and images come from. A File crosses to the engine as a handle, which reads slices of it. */
import type { ModelHint } from './modelHint';
import type { PixelReading, SetReading } from './recipe';

/** What a set of images is for. */
export const IMAGE_ROLES = ['defense', 'test', 'poisoned'] as const;
export type ImageRole = (typeof IMAGE_ROLES)[number];

/** The part of files that hold both which a role takes where nobody says otherwise. */
export function usualSplit(role: ImageRole): 'train' | 'test' {
  return role === 'defense' ? 'train' : 'test';
}

/** A file with the path it was dropped under; a lone file's path is its name. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** Tells files apart without reading them: path, size and time of the last change. */
export function fileKey({ path, file }: PickedFile): string {
  return `${path}/${String(file.size)}/${String(file.lastModified)}`;
}

/** What was given for one role: a file, several, or a folder. */
export interface PickedSet {
  /** Of the file or the folder. */
  readonly name: string;
  readonly files: readonly PickedFile[];
  /** Where `files` is empty because they were too many for one message: the id under which they were offered before. */
  readonly offer?: string;
  readonly reading: SetReading;
}

export type ModelSource =
  | { readonly kind: 'zoo'; readonly id: string }
  | {
      readonly kind: 'file';
      /** Of the first file; others are its shards or external data. */
      readonly name: string;
      readonly files: readonly PickedFile[];
      readonly hint: ModelHint | null;
    };

export type DataSource =
  | { readonly kind: 'shapes'; readonly seed: number }
  | {
      readonly kind: 'files';
      readonly defense: PickedSet;
      readonly test: PickedSet | null;
      readonly poisoned: PickedSet | null;
      readonly pixels: PixelReading;
    };
