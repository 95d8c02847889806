/** The queue is written down while it lasts, so that a reload or a crash costs no more than the run under way. */
import type { QueueItem } from '../state/queueStore';

const STORAGE_KEY = 'rnp-queue';

/** Writes the items down. */
export function rememberQueue(items: readonly QueueItem[]): void {
  try {
    if (items.length === 0) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, JSON.stringify(items));
  } catch {
    // Storage is switched off or full: remembering is a convenience.
  }
}

/** What was written down, unchecked; null where there is nothing. */
export function rememberedQueue(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
