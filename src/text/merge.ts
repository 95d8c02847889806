/** Words of tables that are merged from reports. */

/** What the numbers of the table are. */
export const MERGED_CAPTION =
  'CA: accuracy on clean test images; ASR: attack success rate; both in percent, before and after the defense. Pruned: filters that are cut.';

/** Of a file that does not stand in the table. */
export const leftOut = (path: string, cause: string): string => `${path} is left out: ${cause}`;
