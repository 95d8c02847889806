/** What a file holds, as far as its first bytes and its table of contents tell; `unknown` also for what is damaged. */
export const CONTENT_KINDS = ['network', 'images', 'masks', 'json', 'unknown'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

export interface FileContent {
  readonly kind: ContentKind;
  /** Plain names of the files that this one says its numbers lie in. */
  readonly companions: readonly string[];
}
