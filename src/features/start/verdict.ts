/** What a network says about a picture, in one word and one number. */

export interface Verdict {
  readonly label: number;
  /** Softmax of that label, 0..1. */
  readonly share: number;
}

/** The likeliest class. An empty list gives label 0 with share 0. */
export function likeliest(probabilities: ArrayLike<number>): Verdict {
  let best: Verdict = { label: 0, share: 0 };
  for (let label = 0; label < probabilities.length; label++) {
    const share = probabilities[label] ?? 0;
    if (share > best.share) best = { label, share };
  }
  return best;
}

/** The name of a class, or "class 7" where the data brings no names. */
export function className(classes: readonly string[] | null, label: number): string {
  return classes?.[label] ?? `class ${label}`;
}

/** A share 0..1 as whole percent, e.g. `97 %`. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
