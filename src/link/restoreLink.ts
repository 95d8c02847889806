/** The reader of a recipe's hash: a complete valid state out of whatever stands there, or a fault. */
import { FaultError } from '../../workers/protocol';
import { unpackRecipe } from './fullForm';
import { LINK_VERSION, type LinkNotice, type RestoredLink } from './linkTypes';
import { readPairs } from './pairs';
import { type Place, PLACES } from './places';
import type { Preset } from './preset';
import { readNewer, type RestoredRecipe, restoreRecipe } from './restoreRecipe';
import { readShort } from './shortForm';
import { readView, VIEW_KEYS } from './viewPairs';

export type HashKind =
  | { readonly kind: 'empty' }
  | { readonly kind: 'place'; readonly place: Place }
  /** Of a recipe, or of the set-up of an attack. */
  | { readonly kind: 'link' | 'attack' };

/** What a hash is, at first sight. */
export function hashKind(hash: string): HashKind {
  const text = hash.replace(/^#/, '');
  const place = PLACES.find((each) => each === text);
  if (place !== undefined) return { kind: 'place', place };
  if (/(?:^|&)a\d{1,6}=/.test(text)) return { kind: 'attack' };
  return text.includes('=') ? { kind: 'link' } : { kind: 'empty' };
}

function without(pairs: ReadonlyMap<string, string>, keys: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map([...pairs].filter(([key]) => !keys.has(key)));
}

function unknown(pairs: ReadonlyMap<string, string>): readonly LinkNotice[] {
  return [...pairs.keys()].map((field) => ({ kind: 'unknown', field }));
}

/** The packed recipe and its format number, where there is one. */
function packedPart(
  pairs: ReadonlyMap<string, string>,
): { key: string; version: number; text: string } | null {
  for (const [key, text] of pairs) {
    const version = /^r(\d{1,6})$/.exec(key)?.[1];
    if (version !== undefined) return { key, version: Number(version), text };
  }
  return null;
}

async function restorePacked(version: number, text: string): Promise<RestoredRecipe> {
  const unpacked = await unpackRecipe(text).catch((thrown: unknown) => {
    if (version <= LINK_VERSION) throw thrown;
    throw new FaultError('link-newer', { version, known: LINK_VERSION }, { detail: String(thrown) });
  });
  if (version <= LINK_VERSION) return restoreRecipe(unpacked);
  return readNewer(version, LINK_VERSION, () => restoreRecipe(unpacked));
}

/**
 * Restores a link. Unknown keys are ignored and listed, values out of range clamped and listed.
 * Throws `link-damaged`, `link-newer`, `preset-unknown` or `recipe-invalid`, and nothing else.
 */
export async function restoreLink(hash: string, presets: readonly Preset[]): Promise<RestoredLink> {
  const pairs = readPairs(hash);
  const { view, expected, notices: viewNotices } = readView(pairs);
  const rest = without(pairs, VIEW_KEYS);
  const packed = packedPart(rest);
  if (packed !== null) {
    const { key, version, text } = packed;
    const { recipe, notices } = await restorePacked(version, text);
    const ignored = unknown(without(rest, new Set([key])));
    return { recipe, presetId: null, view, expected, notices: [...viewNotices, ...ignored, ...notices] };
  }
  if (!rest.has('p'))
    throw new FaultError('link-damaged', { reason: 'it names neither a preset nor a recipe' });
  const { recipe, presetId, notices } = readShort(rest, presets);
  return { recipe, presetId, view, expected, notices: [...viewNotices, ...notices] };
}
