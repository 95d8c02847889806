/** A class as people type it: its number, or its name where the classes have names. */

/** The classes that are known: how many, and their names as far as they have some. */
export interface KnownClasses {
  readonly count: number;
  readonly names: readonly string[];
}

export type ParsedLabel =
  | { readonly kind: 'label'; readonly label: number }
  | { readonly kind: 'empty' }
  /** A number, but of no class. */
  | { readonly kind: 'out-of-range' }
  | { readonly kind: 'unknown' };

const NUMBER = /^[+-]?\d+([.,]\d+)?$/;

/** Names count before numbers: a class may be called `10` and be the third. */
export function parseLabel(text: string, { count, names }: KnownClasses): ParsedLabel {
  const typed = text.trim();
  if (typed === '') return { kind: 'empty' };
  const named = names.findIndex((name) => name.toLowerCase() === typed.toLowerCase());
  if (named >= 0) return { kind: 'label', label: named };
  if (!NUMBER.test(typed)) return { kind: 'unknown' };
  const label = Number(typed);
  return Number.isInteger(label) && label >= 0 && label < count
    ? { kind: 'label', label }
    : { kind: 'out-of-range' };
}
