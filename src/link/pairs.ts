/** The hash as `key=value` pairs: readable where it can be, escaped where it must be. */
import { FaultError } from '../../workers/protocol';

/** Longest hash that is looked at: a recipe with the largest own picture stays well below. */
export const LONGEST_HASH = 100_000;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new FaultError('link-damaged', { reason: 'an escaped character is cut off' });
  }
}

/** The pairs of a hash, with or without its `#`. Throws `link-damaged`. */
export function readPairs(hash: string): ReadonlyMap<string, string> {
  if (hash.length > LONGEST_HASH)
    throw new FaultError('link-damaged', { reason: `it is longer than ${LONGEST_HASH} characters` });
  const pairs = new Map<string, string>();
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals < 1) throw new FaultError('link-damaged', { reason: `“${part.slice(0, 20)}” has no value` });
    pairs.set(decode(part.slice(0, equals)), decode(part.slice(equals + 1)));
  }
  return pairs;
}

function encode(text: string): string {
  // These two are allowed in a hash and make paths and ratios readable.
  return encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%3A', ':');
}

/** A hash with its `#` from pairs, in their order. */
export function writePairs(pairs: Iterable<readonly [string, string]>): string {
  return `#${[...pairs].map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')}`;
}
