/**
 * What is known of each kept file beside its bytes. It stands in local storage, which is written in one piece: after a crash
 * there is the old list or the new one, never half of one.
 */
import type { KeptFile } from '../state/keptStore';

const STORAGE_KEY = 'rnp-kept-files';

function isKeptFile(value: unknown): value is KeptFile {
  if (typeof value !== 'object' || value === null) return false;
  const field = (key: keyof KeptFile): unknown => Reflect.get(value, key);
  return (
    typeof field('sha256') === 'string' &&
    typeof field('name') === 'string' &&
    Number.isSafeInteger(field('bytes')) &&
    (field('files') === undefined || Number.isSafeInteger(field('files'))) &&
    Number.isFinite(field('usedMs'))
  );
}

/** The list, the last used first; empty where there is none or it is no list of ours. */
export function readIndex(): readonly KeptFile[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isKeptFile).sort((a, b) => b.usedMs - a.usedMs) : [];
  } catch {
    return [];
  }
}

/** Replaces the list. Throws where local storage is switched off or full. */
export function writeIndex(files: readonly KeptFile[]): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(files));
}
