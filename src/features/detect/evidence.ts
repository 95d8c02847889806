/** What the figures show, whether it comes from a detection under way or from a report. */
import {
  type DetectionReport,
  FEWEST_CLASSES,
  fromBase64,
  QUESTIONED_NETWORKS,
  type QuestionedNetwork,
  type TriggerOverlap,
} from '../../../workers/protocol';
import type { DetectReading, EntropyReading, LabelReading } from '../../state/detectStore';
import type { TriggerSearchReading } from '../../state/triggerSearch';

/** Neural Cleanse: an index above this is no chance. */
export const LARGEST_INDEX = 2;

/** The trigger of one class, ready to be shown. */
export interface TriggerRow {
  readonly label: number;
  /** Sum of the mask. */
  readonly size: number;
  /** Null among fewer than three classes. */
  readonly index: number | null;
  /** Below the median: above it an index says nothing. */
  readonly isSmall: boolean;
  readonly isFlagged: boolean;
  readonly success: number;
  /** Whether it ever turned enough images; while it is searched this is not known. */
  readonly hasSucceeded: boolean;
  readonly overlap: TriggerOverlap | null;
  /** RGB: what it puts on a grey image, and the mask alone. */
  readonly picture: Uint8Array;
  readonly mask: Uint8Array;
}

export interface SearchView {
  readonly network: QuestionedNetwork;
  readonly rows: number;
  readonly columns: number;
  /** The smallest first. */
  readonly triggers: readonly TriggerRow[];
  /** The step that a search has come to; null of one that was brought to its end. */
  readonly step: number | null;
}

export interface EntropyView extends EntropyReading {
  readonly network: QuestionedNetwork;
}

export interface Evidence {
  readonly trace: DetectReading['trace'];
  readonly label: LabelReading | null;
  readonly searches: readonly SearchView[];
  readonly entropies: readonly EntropyView[];
}

const GREY = 127.5;

/** What a trigger puts on a grey image, m p + (1 - m) grey, and its mask as grey: RGB, pixel by pixel. */
export function onGrey(
  mask: ArrayLike<number>,
  pattern: ArrayLike<number>,
): Pick<TriggerRow, 'picture' | 'mask'> {
  const at = (byte: number): number => mask[Math.floor(byte / 3)] ?? 0;
  const length = 3 * mask.length;
  return {
    mask: Uint8Array.from({ length }, (_, byte) => at(byte)),
    picture: Uint8Array.from({ length }, (_, byte) => {
      const share = at(byte) / 255;
      return Math.round(share * (pattern[byte] ?? 0) + (1 - share) * GREY);
    }),
  };
}

/** The same on an image of its size. */
export function onImage(
  { mask, picture }: Pick<TriggerRow, 'picture' | 'mask'>,
  image: Uint8Array,
): Uint8Array {
  return picture.map((byte, at) => {
    const share = (mask[at] ?? 0) / 255;
    return Math.max(0, Math.min(255, Math.round(byte + (1 - share) * ((image[at] ?? 0) - GREY))));
  });
}

interface Bytes {
  readonly rows: number;
  readonly columns: number;
  readonly masks: Uint8Array;
  readonly patterns: Uint8Array;
}

function pictureAt({ columns, masks, patterns, rows }: Bytes, at: number): ReturnType<typeof onGrey> {
  const size = rows * columns;
  return onGrey(
    masks.subarray(at * size, (at + 1) * size),
    patterns.subarray(3 * at * size, 3 * (at + 1) * size),
  );
}

function bySize(triggers: readonly TriggerRow[]): readonly TriggerRow[] {
  return triggers.toSorted((one, other) => one.size - other.size || one.label - other.label);
}

function isBelowMedian(size: number, sizes: readonly number[]): boolean {
  return 2 * sizes.filter((each) => each < size).length < sizes.length;
}

function viewOfReading({ indices, masks, norms, patterns, ...reading }: TriggerSearchReading): SearchView {
  const bytes = { rows: masks.rows, columns: masks.columns, masks: masks.values, patterns: patterns.values };
  const isComparable = norms.length >= FEWEST_CLASSES;
  const triggers = reading.labels.map((label, at): TriggerRow => {
    const [size, index] = [norms[at] ?? 0, indices[at] ?? 0];
    const isSmall = isBelowMedian(size, norms);
    return {
      label,
      size,
      index: isComparable ? index : null,
      isSmall,
      isFlagged: isComparable && isSmall && index > LARGEST_INDEX,
      success: reading.successes[at] ?? 0,
      hasSucceeded: true,
      overlap: null,
      ...pictureAt(bytes, at),
    };
  });
  const step = reading.label === null ? reading.step : null;
  return {
    network: reading.network,
    rows: masks.rows,
    columns: masks.columns,
    triggers: bySize(triggers),
    step,
  };
}

function viewOfEvidence({ network, pictures, triggers }: DetectionReport['searches'][number]): SearchView {
  const { columns, rows } = pictures;
  const bytes = { rows, columns, masks: fromBase64(pictures.masks), patterns: fromBase64(pictures.patterns) };
  const sizes = triggers.map(({ l1 }) => l1);
  const all = triggers.map(
    ({ hasSucceeded, index, isFlagged, l1, label, overlap, success }, at): TriggerRow => ({
      label,
      size: l1,
      index,
      isSmall: isBelowMedian(l1, sizes),
      isFlagged,
      success,
      hasSucceeded,
      overlap,
      ...pictureAt(bytes, at),
    }),
  );
  return { network, rows, columns, triggers: bySize(all), step: null };
}

/** What has been found so far. */
export function evidenceOfReading({
  entropies,
  label,
  searches,
  trace,
}: Pick<DetectReading, 'entropies' | 'label' | 'searches' | 'trace'>): Evidence {
  return {
    trace,
    label,
    searches: QUESTIONED_NETWORKS.flatMap((network) => {
      const reading = searches[network];
      return reading === undefined ? [] : [viewOfReading(reading)];
    }),
    entropies: QUESTIONED_NETWORKS.flatMap((network) => {
      const reading = entropies[network];
      return reading === undefined ? [] : [{ network, ...reading }];
    }),
  };
}

/** What a report holds. */
export function evidenceOfReport({ label, searches, strips }: DetectionReport): Evidence {
  const { histogram, margins, predicted, share, trace } = label;
  return {
    trace,
    label: { histogram, predicted, share, margins: margins?.values ?? null, lead: margins?.lead ?? null },
    searches: searches.map(viewOfEvidence),
    entropies: strips.map(({ clean, network, triggered }) => ({ network, clean, triggered })),
  };
}
