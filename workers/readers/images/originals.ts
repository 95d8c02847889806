/** Keeps a few pictures as they were before they were resized, so that people can judge what became of them. */
import { withChannels } from './channels';
import type { OriginalPicture, PictureSize } from './contract';
import { resize } from './resize';
import { cappedSize, isSameSize } from './sizes';

/** Enough to judge by, from all parts of the set: pictures of one class stand together. */
const MOST_KEPT = 3;
/** Longest side that is kept: more than a page has room for beside the resized one. */
const MOST_SIDE = 320;

export class Originals {
  readonly kept: OriginalPicture[] = [];

  /** `count` pictures come, each to be brought to the size `to`. */
  constructor(
    private readonly count: number,
    private readonly to: PictureSize,
  ) {}

  /** Looks at the next picture, `index` of the set, before it is resized. */
  see(index: number, size: PictureSize, pixels: Uint8Array, channels: 1 | 3): void {
    const { kept, count, to } = this;
    const isDue = kept.length < MOST_KEPT && index >= (kept.length * count) / MOST_KEPT;
    if (!isDue || isSameSize(size, to)) return;
    const shown = cappedSize(size, MOST_SIDE);
    // A copy: the bytes are a view of all pictures where nothing had to be done.
    const rgb = resize(withChannels(pixels, channels, 3), size, shown, 3).slice();
    kept.push({ index, size: [size.height, size.width], shown: { ...shown, rgb } });
  }
}
