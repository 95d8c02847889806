import { numpyScalarOf } from './pickledArrays';
import { isDict, isSequence, type PickleValue } from './pickleValues';

/** Plain JSON. */
type Json = null | boolean | number | string | readonly Json[];

/** A checkpoint's small facts: epoch, clean_acc, model_name, img_size. */
export type Extras = Readonly<Record<string, Json>>;

const MAX_EXTRAS = 200;
const MAX_LIST_ITEMS = 16;
const MAX_TEXT_CHARACTERS = 500;

/**
 * Scalars (and short lists of scalars) that stand beside the weights at the top level. Numbers that JSON
 * cannot hold (NaN, infinities) become null, integers beyond 2^53 their digits. Never throws.
 */
export function readExtras(root: PickleValue): Extras {
  // Object.create(null): a key `__proto__` must be a key.
  const extras = Object.create(null) as Record<string, Json>;
  if (!isDict(root)) return extras;
  let count = 0;
  for (const [key, value] of root.entries) {
    if (typeof key !== 'string' || count >= MAX_EXTRAS) continue;
    const json = jsonOf(value);
    if (json === undefined) continue;
    extras[key] = json;
    count++;
  }
  return extras;
}

function jsonOf(value: PickleValue): Json | undefined {
  if (isSequence(value)) {
    if (value.items.length > MAX_LIST_ITEMS) return undefined;
    const items = value.items.map(scalarOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  return scalarOf(value);
}

function scalarOf(value: PickleValue): Json | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString().slice(0, MAX_TEXT_CHARACTERS);
  if (typeof value === 'string') return value.slice(0, MAX_TEXT_CHARACTERS);
  const number = numpyScalarOf(value);
  return number === null || Number.isFinite(number) ? (number ?? undefined) : null;
}
