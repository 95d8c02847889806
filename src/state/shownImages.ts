/** Which images previews are of. */
import type { DataSummary } from '../../workers/protocol';

/** Changes with the pictures that are shown, which are the test images where there are some, and with how they were read. */
export function shownImagesKey({ test, defense, pixels }: DataSummary): string {
  return JSON.stringify([test ?? defense, pixels]);
}
