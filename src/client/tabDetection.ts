/** The report of the tab's last detection is written down, so that a reload shows it again. */
import type { DetectionReport } from '../../workers/protocol';

const STORAGE_KEY = 'rnp-tab-detection';

/** Writes a report down. */
export function rememberDetection(report: DetectionReport): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(report));
  } catch {
    // Storage is switched off or full: remembering is a convenience.
  }
}

/** There is nothing to show again any more. */
export function forgetDetection(): void {
  try {
    sessionStorage.removeItem(STORAGE_KEY);
  } catch {
    // As above.
  }
}

/** The report as it was written down, unchecked; null where there is none. */
export function rememberedDetection(): string | null {
  try {
    return sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
