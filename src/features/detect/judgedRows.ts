/** Judged pictures in the order in which they are looked at, with their verdicts in words. */
import type { JudgedImage, JudgedPictures } from '../../../workers/protocol';
import { JUDGE_TEXT, QUESTIONED_NAMES } from '../../text/detect';
import { imageNoteTexts } from '../../text/imageNotes';

function lowest({ entropies }: JudgedImage): number {
  return Math.min(...entropies.map(({ entropy }) => entropy));
}

/** Whether any network finds it suspicious. */
export function isSuspicious({ entropies }: JudgedImage): boolean {
  return entropies.some((each) => each.isSuspicious === true);
}

/** Whether no network had a threshold to hold it against. */
function isUnjudged({ entropies }: JudgedImage): boolean {
  return entropies.every((each) => each.isSuspicious === null);
}

/** How many are suspicious, and what was done to the pictures. */
export function judgedSummary({ count, images, resized }: JudgedPictures): readonly string[] {
  return [
    images.some(isUnjudged)
      ? JUDGE_TEXT.noThreshold
      : JUDGE_TEXT.summary(images.filter(isSuspicious).length, images.length),
    ...(count > images.length ? [JUDGE_TEXT.limit(images.length, count)] : []),
    ...imageNoteTexts({ notes: [], resized }),
  ];
}

/** Suspicious ones first, then by the lowest entropy that any network gives. */
export function judgedOrder(images: readonly JudgedImage[]): readonly JudgedImage[] {
  return images.toSorted(
    (one, other) => Number(isSuspicious(other)) - Number(isSuspicious(one)) || lowest(one) - lowest(other),
  );
}

/** What is said of a picture. */
export function judgedWords(image: JudgedImage): string {
  const { entropies } = image;
  if (isUnjudged(image)) return JUDGE_TEXT.verdicts.unjudged;
  const suspicious = entropies.filter((each) => each.isSuspicious === true);
  const [first] = suspicious;
  if (first === undefined) return JUDGE_TEXT.verdicts.none;
  if (entropies.length === 1) return JUDGE_TEXT.alone;
  return suspicious.length === entropies.length
    ? JUDGE_TEXT.verdicts.both
    : JUDGE_TEXT.verdicts.one(QUESTIONED_NAMES[first.network]);
}
