/** Checks what was typed into a number field before it may touch the recipe. */

/** What a number field accepts. */
export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

export type CheckedNumber =
  | { readonly ok: true; readonly value: number }
  | {
      readonly ok: false;
      readonly reason: 'empty' | 'not-a-number' | 'not-an-integer' | 'too-small' | 'too-large';
    };

/** Reads a number as people type it (a comma may stand for the decimal point) and holds it against the limits. */
export function checkNumber(text: string, { min, max, integer }: NumberLimits): CheckedNumber {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return { ok: false, reason: 'empty' };
  const value = Number(typed);
  if (!Number.isFinite(value)) return { ok: false, reason: 'not-a-number' };
  if (integer && !Number.isInteger(value)) return { ok: false, reason: 'not-an-integer' };
  if (value < min) return { ok: false, reason: 'too-small' };
  if (value > max) return { ok: false, reason: 'too-large' };
  return { ok: true, value };
}

/** One step up or down, kept inside the limits and free of binary dust (0.1 + 0.2 reads 0.3). */
export function stepNumber(value: number, step: number, direction: 1 | -1, limits: NumberLimits): number {
  const moved = Number((value + direction * step).toFixed(8));
  return Math.min(limits.max, Math.max(limits.min, moved));
}
