import type { DataSummary } from '../../workers/protocol';

/**
 * Names the pictures that are shown, which are the test images where there are some: other files are others, and so are the same
 * ones read in another way, part or size.
 */
export function imagesKey({ defense, test, poisoned, pixels }: DataSummary): string {
  return JSON.stringify([test ?? defense, poisoned?.sha256, pixels]);
}
