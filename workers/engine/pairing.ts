/**
 * Which poisoned picture was made of which plain one. Sets of poisoned pictures come without those of the target class, in another
 * order, or from elsewhere altogether, and their files do not say which; the pictures do: a trigger changes a picture less than
 * another picture differs from it.
 */
import { bytesPerImage, type ImageSet } from '../data/images';

/** Bytes of a picture that are compared: enough to tell pictures apart, few enough to look through thousands. */
const COMPARED = 1024;
/** The nearest picture must be this much nearer than the next one. */
const CLEARLY = 0.75;

/** Sum of absolute differences; gives up once it exceeds `limit`. */
function distance(first: Uint8Array, second: Uint8Array, step: number, limit: number): number {
  let sum = 0;
  for (let at = 0; at < first.length && sum <= limit; at += step) {
    sum += Math.abs((first[at] ?? 0) - (second[at] ?? 0));
  }
  return sum;
}

function search(clean: ImageSet, poisoned: ImageSet, index: number): number | null {
  const bytes = bytesPerImage(clean);
  if (bytesPerImage(poisoned) !== bytes) return null;
  const step = Math.max(1, Math.ceil(bytes / COMPARED));
  const wanted = clean.pixels.subarray(index * bytes, (index + 1) * bytes);
  let nearest = { at: -1, by: Number.POSITIVE_INFINITY };
  let next = Number.POSITIVE_INFINITY;
  for (let at = 0; at < poisoned.count; at++) {
    const by = distance(wanted, poisoned.pixels.subarray(at * bytes, (at + 1) * bytes), step, next);
    if (by < nearest.by) {
      next = nearest.by;
      nearest = { at, by };
    } else next = Math.min(next, by);
  }
  // A set of the same length in the same order says by its order what a strong trigger leaves in doubt.
  const isInOrder = clean.count === poisoned.count && nearest.at === index;
  const isClear = Number.isFinite(next) && nearest.by < CLEARLY * next;
  return isInOrder || isClear ? nearest.at : null;
}

/** Answers that were found, by the set they were found in: feature maps ask about one picture at every step. */
const found = new WeakMap<ImageSet, Map<number, number | null>>();

/** The number of the poisoned picture made of the plain one at `index`; null where none clearly is. */
export function counterpart(clean: ImageSet, poisoned: ImageSet, index: number): number | null {
  const known = found.get(poisoned) ?? new Map<number, number | null>();
  found.set(poisoned, known);
  const answer = known.has(index) ? (known.get(index) ?? null) : search(clean, poisoned, index);
  known.set(index, answer);
  return answer;
}
