/** Where every filter of the mask strips lies and how the keyboard walks over them. Pure; pixels. */

/** One mask site as the strips need it. */
export interface StripSite {
  /** Name as in a state dict. */
  readonly id: string;
  readonly channels: number;
  /** Stage of the network; a new stage is set apart. */
  readonly stage: number;
}

/** Order of the filters inside a strip: as in the network, or lowest mask first. */
export type StripOrder = 'depth' | 'value';

/** One strip: `lines` rows of at most `perLine` cells. */
export interface StripRow {
  readonly site: StripSite;
  /** Index of the site's first filter in the list of all filters. */
  readonly start: number;
  readonly perLine: number;
  readonly lines: number;
  readonly startsStage: boolean;
}

export interface StripLayout {
  /** Distance from cell to cell. */
  readonly cellWidth: number;
  readonly rows: readonly StripRow[];
}

/** A cell: which strip, and which place in it (a place is a channel only in depth order). */
export interface StripPlace {
  readonly row: number;
  readonly place: number;
}

export const LINE_HEIGHT = 26;
const LEAST_CELL = 4;
const MOST_CELL = 14;

/** Cells as wide as fit the widest site in one line, within limits; wider sites wrap into lines of equal length. */
export function layoutStrips(sites: readonly StripSite[], width: number): StripLayout {
  const widest = Math.max(1, ...sites.map((site) => site.channels));
  const cellWidth = Math.max(LEAST_CELL, Math.min(MOST_CELL, Math.floor(width / widest)));
  const most = Math.max(1, Math.floor(width / cellWidth));
  let start = 0;
  const rows = sites.map((site, i) => {
    const lines = Math.max(1, Math.ceil(site.channels / most));
    const row: StripRow = {
      site,
      start,
      lines,
      perLine: Math.ceil(site.channels / lines),
      startsStage: i > 0 && sites[i - 1]?.stage !== site.stage,
    };
    start += site.channels;
    return row;
  });
  return { cellWidth, rows };
}

/** The channel at each place of a strip. */
export function orderChannels(values: ArrayLike<number>, row: StripRow, order: StripOrder): Uint16Array {
  const channels = Uint16Array.from({ length: row.site.channels }, (_, channel) => channel);
  if (order === 'depth') return channels;
  return channels.sort((a, b) => (values[row.start + a] ?? 0) - (values[row.start + b] ?? 0) || a - b);
}

/** The place under a pixel of a strip's drawing; -1 outside of all cells. */
export function placeAt(row: StripRow, cellWidth: number, x: number, y: number): number {
  const column = Math.floor(x / cellWidth);
  const line = Math.floor(y / LINE_HEIGHT);
  const place = line * row.perLine + column;
  return column < 0 || column >= row.perLine || line < 0 || place >= row.site.channels ? -1 : place;
}

/** Left and top of a place in its strip's drawing. */
export function placeBox(row: StripRow, cellWidth: number, place: number): { left: number; top: number } {
  return { left: (place % row.perLine) * cellWidth, top: Math.floor(place / row.perLine) * LINE_HEIGHT };
}

/** Where a key leads from a place; null for keys that do not move. */
export function movePlace(layout: StripLayout, from: StripPlace, key: string): StripPlace | null {
  const row = layout.rows[from.row];
  if (!row) return null;
  const last = row.site.channels - 1;
  switch (key) {
    case 'ArrowRight':
      return from.place < last
        ? { ...from, place: from.place + 1 }
        : edgePlace(layout, from.row + 1, 'first');
    case 'ArrowLeft':
      return from.place > 0 ? { ...from, place: from.place - 1 } : edgePlace(layout, from.row - 1, 'last');
    case 'ArrowDown':
    case 'ArrowUp':
      return moveLine(layout, from, row, key === 'ArrowDown' ? 1 : -1);
    case 'Home':
      return { ...from, place: 0 };
    case 'End':
      return { ...from, place: last };
    case 'PageDown':
      return edgePlace(layout, from.row + 1, 'first');
    case 'PageUp':
      return edgePlace(layout, from.row - 1, 'first');
    default:
      return null;
  }
}

function edgePlace(layout: StripLayout, row: number, edge: 'first' | 'last'): StripPlace | null {
  const found = layout.rows[row];
  return found ? { row, place: edge === 'first' ? 0 : found.site.channels - 1 } : null;
}

function moveLine(layout: StripLayout, from: StripPlace, row: StripRow, by: 1 | -1): StripPlace | null {
  const column = from.place % row.perLine;
  const inside = from.place + by * row.perLine;
  const line = Math.floor(from.place / row.perLine) + by;
  if (line >= 0 && line < row.lines) return { ...from, place: Math.min(inside, row.site.channels - 1) };
  const next = layout.rows[from.row + by];
  if (!next) return null;
  const firstOfLine = by === 1 ? 0 : (next.lines - 1) * next.perLine;
  return { row: from.row + by, place: Math.min(firstOfLine + column, next.site.channels - 1) };
}

/** A site's name for narrow pages: `layer4.1.bn2` becomes `L4.1.bn2`, a shortcut's norm `L4.0.skip`. */
export function shortSiteName(id: string): string {
  return id.replace(/^layer(?=\d)/, 'L').replace(/\b(shortcut|downsample)(\.\d+)?\b/, 'skip');
}
