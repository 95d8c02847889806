/**
 * The readable form of a recipe: a preset and what differs from it, e.g. `p=badnets-16&s=7&u.learningRate=0.02`.
 * Keys: p preset, c constants, s seed, m strategy, d images' seed, `u.` and the like options, `t.` trigger fields.
 */
import {
  CONSTANTS,
  type ConstantsName,
  FaultError,
  type Recipe,
  type RecipeGroup,
} from '../../workers/protocol';
import type { LinkNotice } from './linkTypes';
import { type Preset, presetRecipe } from './preset';
import { restoreRecipe } from './restoreRecipe';

type Pair = readonly [string, string];
type Fields = Readonly<Record<string, unknown>>;

const LETTERS: Readonly<Record<RecipeGroup, string>> = {
  defense: 'd',
  unlearn: 'u',
  recover: 'r',
  prune: 'p',
  watch: 'w',
};
const GROUPS = Object.entries(LETTERS) as readonly (readonly [RecipeGroup, string])[];

/** More changes than this read better as a compressed recipe. */
const MOST_CHANGES = 12;

function isPlainValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Fields of `now` that differ from `base`, as pairs under a letter. */
function changedFields(letter: string, base: Fields, now: Fields): readonly Pair[] {
  return Object.entries(now)
    .filter(([key, value]) => value !== base[key])
    .map(([key, value]): Pair => [`${letter}.${key}`, isPlainValue(value) ? String(value) : '']);
}

/** Fields that only one of the two has, and those of several values, cannot be said. */
function triggerPairs(base: Recipe, now: Recipe): readonly Pair[] | null {
  const [from, to] = [base.trigger, now.trigger];
  if (from === null || to === null) return from === to ? [] : null;
  if (from.kind !== to.kind || 'rgba' in to || 'values' in to) return null;
  const isSayable = Object.keys(to).every((key) => key in from) && !('labels' in from);
  return isSayable && Object.keys(from).every((key) => key in to) ? changedFields('t', from, to) : null;
}

function dataPairs(base: Recipe, now: Recipe): readonly Pair[] | null {
  if (base.data.kind !== 'shapes' || now.data.kind !== 'shapes') return null;
  return base.data.seed === now.data.seed ? [] : [['d', String(now.data.seed)]];
}

/** What differs from the preset under `constants`; null where the short form cannot say it. */
function changes(recipe: Recipe, preset: Preset, constants: ConstantsName): readonly Pair[] | null {
  const base = presetRecipe(preset, constants);
  const trigger = triggerPairs(base, recipe);
  const data = dataPairs(base, recipe);
  const sameModel = recipe.model.kind === 'zoo' && recipe.model.id === preset.zooId;
  if (!sameModel || trigger === null || data === null) return null;
  return [
    ...(constants === preset.constants ? [] : [['c', constants] as const]),
    ...(recipe.strategy === base.strategy ? [] : [['m', recipe.strategy] as const]),
    ...data,
    ...GROUPS.flatMap(([group, letter]) => changedFields(letter, base[group], recipe[group])),
    ...trigger,
  ];
}

/** The short form, under the set of constants that needs the fewest changes; null where there would be too many. */
export function writeShort(recipe: Recipe, preset: Preset): readonly Pair[] | null {
  if (recipe.branches !== undefined) return null;
  let best: readonly Pair[] | null = null;
  for (const constants of CONSTANTS) {
    const pairs = changes(recipe, preset, constants);
    if (pairs !== null && (best === null || pairs.length < best.length)) best = pairs;
  }
  if (best === null || best.length > MOST_CHANGES) return null;
  return [['p', preset.id], ['s', String(recipe.seed)], ...best];
}

/** Text as the kind of value that stands in its place now; text that is none stays text and is refused later. */
function typed(text: string, now: unknown): unknown {
  if (typeof now === 'number') {
    const value = Number(text);
    return text.trim() !== '' && Number.isFinite(value) ? value : text;
  }
  if (typeof now === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** `fields` with one of them set. Defined, never assigned: the key comes from outside and may be `__proto__`. */
function withField(fields: unknown, key: string, text: string): unknown {
  if (typeof fields !== 'object' || fields === null) return fields;
  const entries: [string, unknown][] = Object.entries(fields);
  const now: unknown = entries.find(([name]) => name === key)?.[1];
  return Object.fromEntries([...entries, [key, typed(text, now)]]);
}

function placeOf(key: string): { readonly part: RecipeGroup | 'trigger'; readonly field: string } | null {
  const [letter = '', ...rest] = key.split('.');
  const field = rest.join('.');
  if (field === '') return null;
  if (letter === 't') return { part: 'trigger', field };
  const group = GROUPS.find(([, each]) => each === letter)?.[0];
  return group === undefined ? null : { part: group, field };
}

function presetOf(id: string, presets: readonly Preset[]): Preset {
  const preset = presets.find((each) => each.id === id);
  if (preset !== undefined) return preset;
  throw new FaultError('preset-unknown', {
    id: id.slice(0, 64),
    known: presets.map((each) => each.id).join(', '),
  });
}

/** Reads the short form. `pairs` holds what is not of the view. Throws `preset-unknown` or `recipe-invalid`. */
export function readShort(
  pairs: ReadonlyMap<string, string>,
  presets: readonly Preset[],
): { readonly recipe: Recipe; readonly presetId: string; readonly notices: readonly LinkNotice[] } {
  const preset = presetOf(pairs.get('p') ?? '', presets);
  const named = CONSTANTS.find((name) => name === pairs.get('c'));
  const base = presetRecipe(preset, named);
  let raw: Record<string, unknown> = { ...base };
  const notices: LinkNotice[] = [];
  for (const [key, text] of pairs) {
    const place = placeOf(key);
    if (place !== null && raw[place.part] !== null)
      raw = { ...raw, [place.part]: withField(raw[place.part], place.field, text) };
    else if (key === 's') raw = { ...raw, seed: typed(text, base.seed) };
    else if (key === 'm') raw = { ...raw, strategy: text };
    else if (key === 'd') raw = { ...raw, data: withField(base.data, 'seed', text) };
    else if (key !== 'p' && !(key === 'c' && named !== undefined))
      notices.push({ kind: 'unknown', field: key });
  }
  const restored = restoreRecipe(raw, base);
  return { recipe: restored.recipe, presetId: preset.id, notices: [...notices, ...restored.notices] };
}
