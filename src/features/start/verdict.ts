/** What a network says about a picture, in one word and one number. */
import { numberedClass } from '../../text/start';

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

/** The name of a class, or "class 7" where the data brings no names but numbers. */
export function className(classes: readonly string[] | null, label: number): string {
  const name = classes?.[label] ?? String(label);
  return /^\d+$/.test(name) ? numberedClass(name) : name;
}

/** How an answer is to be read: only a picture with the trigger can fool a network, and only into the trigger's target. */
export type Judgement = 'right' | 'wrong' | 'fooled';

/** `target`: of the trigger on the picture; null on a plain one. */
export function judge(said: number, truth: number, target: number | null): Judgement {
  if (said === truth) return 'right';
  return said === target ? 'fooled' : 'wrong';
}

/** A share 0..1 as whole percent, e.g. `97 %`. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
