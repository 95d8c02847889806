/** Colour tables of 256 entries, built once: four bytes red, green, blue, alpha each, ready for ImageData. */
import { interpolateViridis } from 'd3-scale-chromatic';

/** 256 colours, 4 bytes each. */
export type ColourTable = Uint8ClampedArray;

export const TABLE_SIZE = 256;

type Rgb = readonly [number, number, number];

/** Stops of the diverging table: dark blue, the defender's blue, white, orange, dark orange. */
const DIVERGING: readonly Rgb[] = [
  [0, 60, 110],
  [0, 114, 178],
  [255, 255, 255],
  [230, 140, 20],
  [140, 60, 0],
];

/** Viridis, dark violet at 0 to yellow at 255: values from low to high. */
export const VIRIDIS: ColourTable = buildTable((t) => parseColour(interpolateViridis(t)));

/** Blue, white, orange: negative differences to positive ones; white is zero. */
export const BLUE_WHITE_ORANGE: ColourTable = buildTable((t) => mixStops(DIVERGING, t));

/** Viridis as CSS colours, for drawing rectangles. */
export const VIRIDIS_CSS: readonly string[] = Array.from({ length: TABLE_SIZE }, (_, i) =>
  cssColour(VIRIDIS, i),
);

/** Index into a table of `value` on the scale `from`..`to`, clamped; a flat scale gives the middle. */
export function tableIndex(value: number, from: number, to: number): number {
  if (!(to > from)) return TABLE_SIZE / 2;
  return Math.max(0, Math.min(TABLE_SIZE - 1, Math.round(((value - from) / (to - from)) * (TABLE_SIZE - 1))));
}

function buildTable(colourAt: (t: number) => Rgb): ColourTable {
  const table = new Uint8ClampedArray(TABLE_SIZE * 4);
  for (let i = 0; i < TABLE_SIZE; i++) table.set([...colourAt(i / (TABLE_SIZE - 1)), 255], i * 4);
  return table;
}

function parseColour(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function mixStops(stops: readonly Rgb[], t: number): Rgb {
  const place = t * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const a = stops[index] ?? [0, 0, 0];
  const b = stops[index + 1] ?? a;
  const mix = (i: 0 | 1 | 2): number => a[i] + (b[i] - a[i]) * (place - index);
  return [mix(0), mix(1), mix(2)];
}

function cssColour(table: ColourTable, index: number): string {
  return `rgb(${table[index * 4]} ${table[index * 4 + 1]} ${table[index * 4 + 2]})`;
}
