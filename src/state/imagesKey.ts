import type { DataSummary } from '../../workers/protocol';

/** Names the open pictures: other files are others, and so are the same ones read in another way or size. */
export function imagesKey({ defense, test, poisoned, pixels }: DataSummary): string {
  const { sha256, height, width, channels } = defense;
  return JSON.stringify([sha256, test?.sha256, poisoned?.sha256, height, width, channels, pixels]);
}
