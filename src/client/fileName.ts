/** A name for a fetched file. Names come from strangers: they are shown on the page and offered when files are saved. */

const LONGEST = 120;

/** Control characters, those that turn the direction of writing, and what file systems give a meaning. */
const UNSAFE = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"|?*]/gu;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the text means itself.
    return text;
  }
}

/** The last part of a path, without what makes a name unsafe or hidden. Empty where nothing is left. */
function safeName(path: string): string {
  const last = path.split(/[/\\]/).at(-1) ?? '';
  return last.replace(UNSAFE, '').trim().replace(/^\.+/, '').slice(0, LONGEST);
}

/** The name in a Content-Disposition header (RFC 6266); the encoded form counts more than the plain one. */
function dispositionName(disposition: string): string {
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  if (encoded !== undefined) return decoded(encoded);
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition);
  return plain?.[1] ?? plain?.[2] ?? '';
}

/** Name of the file at an address: what the host calls it, else the last part of the path, else the host itself. */
export function fileNameOf(address: URL, disposition: string | null): string {
  return (
    safeName(disposition === null ? '' : dispositionName(disposition)) ||
    safeName(decoded(address.pathname)) ||
    safeName(address.hostname)
  );
}
