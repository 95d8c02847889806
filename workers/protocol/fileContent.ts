/** What a file holds, as far as its first bytes and its table of contents tell; `unknown` also for what is damaged. */
export type ContentKind = 'network' | 'images' | 'masks' | 'json' | 'unknown';

export interface FileContent {
  readonly kind: ContentKind;
  /** Plain names of the files that this one says its numbers lie in. */
  readonly companions: readonly string[];
}
