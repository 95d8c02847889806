/** Judged pictures in the order in which they are looked at, with their verdicts in words. */
import type { JudgedImage } from '../../../workers/protocol';
import { JUDGE_TEXT, QUESTIONED_NAMES } from '../../text/detect';

function lowest({ entropies }: JudgedImage): number {
  return Math.min(...entropies.map(({ entropy }) => entropy));
}

/** Whether any network finds it suspicious. */
export function isSuspicious({ entropies }: JudgedImage): boolean {
  return entropies.some((each) => each.isSuspicious);
}

/** Suspicious ones first, then by the lowest entropy that any network gives. */
export function judgedOrder(images: readonly JudgedImage[]): readonly JudgedImage[] {
  return images.toSorted(
    (one, other) => Number(isSuspicious(other)) - Number(isSuspicious(one)) || lowest(one) - lowest(other),
  );
}

/** What is said of a picture. */
export function judgedWords({ entropies }: JudgedImage): string {
  const suspicious = entropies.filter((each) => each.isSuspicious);
  const [first] = suspicious;
  if (first === undefined) return JUDGE_TEXT.verdicts.none;
  if (entropies.length === 1) return JUDGE_TEXT.alone;
  return suspicious.length === entropies.length
    ? JUDGE_TEXT.verdicts.both
    : JUDGE_TEXT.verdicts.one(QUESTIONED_NAMES[first.network]);
}
