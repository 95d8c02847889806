/** Draws one mask strip: a bar a filter, its height and colour the mask value; cut filters hollow. */
import { tableIndex, VIRIDIS_CSS } from './colormaps';
import { isFlagged, type FilterFlags } from './filterFlags';
import { LINE_HEIGHT, placeBox, type StripRow } from './stripLayout';

/** What is drawn. */
export interface StripPicture {
  readonly row: StripRow;
  readonly cellWidth: number;
  /** Mask values 0..1 of all filters in site order. */
  readonly values: ArrayLike<number>;
  /** The channel at each place. */
  readonly channels: Uint16Array;
  readonly cut: FilterFlags;
  readonly vetoed: FilterFlags;
  readonly colours: Readonly<Record<'--cut' | '--line' | '--defender', string>>;
}

/** Height of a bar of value 1, and of the mark of a spared filter below it. */
const BAR_HEIGHT = 18;
const BASE = 20;
const MARK_HEIGHT = 3;
/** How far a cut bar falls. */
const FALL = 12;

/**
 * Paints the strip. `fallen` says how far a cut filter has fallen, 0..1, by its index in site order; 1 for those that
 * lie still. The context is scaled to CSS pixels.
 */
export function paintStrip(
  context: CanvasRenderingContext2D,
  picture: StripPicture,
  fallen: (index: number) => number,
): void {
  const { row, cellWidth, values, channels, cut, vetoed, colours } = picture;
  const width = Math.max(2, cellWidth - (cellWidth > 6 ? 2 : 1));
  context.clearRect(0, 0, row.perLine * cellWidth, row.lines * LINE_HEIGHT);
  paintTracks(context, picture);
  for (let place = 0; place < channels.length; place++) {
    const index = row.start + (channels[place] ?? 0);
    const value = values[index] ?? 0;
    const { left, top } = placeBox(row, cellWidth, place);
    const height = Math.max(2, Math.round(Math.min(1, Math.max(0, value)) * BAR_HEIGHT));
    const share = isFlagged(cut, index) ? fallen(index) : 0;
    if (share > 0) paintSlot(context, left, top + BASE, width, colours['--cut'], share);
    if (share < 1) {
      context.globalAlpha = 1 - share;
      context.fillStyle = VIRIDIS_CSS[tableIndex(value, 0, 1)] ?? '';
      context.fillRect(left, top + BASE - height + share * FALL, width, height);
      context.globalAlpha = 1;
    }
    if (isFlagged(vetoed, index)) {
      context.fillStyle = colours['--defender'];
      context.fillRect(left, top + BASE + 1, width, MARK_HEIGHT);
    }
  }
}

/** A faint floor under each line, so that short bars have something to stand on. */
function paintTracks(context: CanvasRenderingContext2D, { row, cellWidth, colours }: StripPicture): void {
  context.fillStyle = colours['--line'];
  for (let line = 0; line < row.lines; line++) {
    const cells = Math.min(row.perLine, row.site.channels - line * row.perLine);
    context.fillRect(0, line * LINE_HEIGHT + BASE, cells * cellWidth - 1, 1);
  }
}

/** The empty slot that a cut filter leaves. */
function paintSlot(
  context: CanvasRenderingContext2D,
  left: number,
  base: number,
  width: number,
  colour: string,
  share: number,
): void {
  context.globalAlpha = share;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, base - BAR_HEIGHT + 0.5, Math.max(1, width - 1), BAR_HEIGHT - 1);
  context.globalAlpha = 1;
}
