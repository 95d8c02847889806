/** Names of files inside folders and archives. They are only ever shown and compared, never used to reach a file. */

const MAX_CHARACTERS = 255;

/** A name that is safe to show: slashes only, no way up or to the root, no control characters, not endless. */
export function displayPath(name: string): string {
  const parts = name
    .replaceAll('\\', '/')
    // eslint-disable-next-line no-control-regex -- these are what must go
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[a-zA-Z]:$/.test(part));
  const path = parts.join('/');
  return path.length > MAX_CHARACTERS ? `\u2026${path.slice(path.length - MAX_CHARACTERS + 1)}` : path;
}

/** The folders above a file, outermost first. */
export function foldersOf(path: string): readonly string[] {
  return path.split('/').slice(0, -1);
}

/** The name without its folders, whichever way its system writes them. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The name without its suffix: `cat.png` and `cat` are `cat`. */
export function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, '');
}

/** Files that systems leave lying about: they are passed over without a word. */
export function isClutter(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || /^(__MACOSX|Thumbs\.db|desktop\.ini)$/i.test(part));
}

/** Order of names: by UTF-16 code unit, as Python's `sorted` orders file names. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
