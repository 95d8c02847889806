/** What the doctor's table amounts to: keep, change, or do not trust any of it. */
import type { PixelReading, PreprocessingRow } from '../../../workers/protocol';

export type DoctorAdvice =
  | { readonly kind: 'keep' }
  | { readonly kind: 'better'; readonly pixels: PixelReading }
  | { readonly kind: 'unclear' };

/** Differences below this are noise on a few hundred images; on fewer, those of two images. */
const NOTICEABLE = 0.01;
const NOTICEABLE_IMAGES = 2;
/** A trained classifier that stays below this under every row sees pictures or labels it was not made for. */
const PLAUSIBLE = 0.5;

/** Whether two preprocessings are one. */
export function isSamePixels(left: PixelReading, right: PixelReading): boolean {
  return (
    left.normalisation === right.normalisation &&
    left.channelOrder === right.channelOrder &&
    left.layout === right.layout
  );
}

/** Advice from the rows, best first, that were measured on `images` images, given the preprocessing in use. */
export function adviceOf(
  rows: readonly PreprocessingRow[],
  inUse: PixelReading,
  images: number,
): DoctorAdvice {
  const best = rows[0];
  if (best === undefined || best.accuracy < PLAUSIBLE) return { kind: 'unclear' };
  const present = rows.find(({ pixels }) => isSamePixels(pixels, inUse))?.accuracy ?? 0;
  const noise = Math.max(NOTICEABLE, NOTICEABLE_IMAGES / images);
  return best.accuracy - present > noise ? { kind: 'better', pixels: best.pixels } : { kind: 'keep' };
}
