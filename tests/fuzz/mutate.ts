import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of whole numbers `0 .. below - 1`, the same for the same seed. */
export type Draw = (below: number) => number;

/** A seeded {@link Draw}. */
export function drawFrom(seed: number): Draw {
  const generator = xoroshiro128plus(seed);
  return (below) => (below <= 1 ? 0 : uniformInt(generator, 0, below - 1));
}

/** Numbers at which size arithmetic tends to break. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** The same where numbers are text. */
const EXTREME_TEXTS = ['0', '-1', '1e9', '256', '0.5', '65536', '4294967296', '9007199254740993', '1e999'];
const MAX_EDITS = 6;
const SWOLLEN_BYTES = 2 ** 16;

type Edit = (bytes: Uint8Array, draw: Draw, seeds: readonly Uint8Array[]) => Uint8Array;

const flipBit: Edit = (bytes, draw) => {
  const at = draw(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
  return bytes;
};

const setByte: Edit = (bytes, draw) => {
  bytes[draw(bytes.length)] = draw(256);
  return bytes;
};

/** Overwrites one, two or four bytes, little-endian, with an extreme number. */
const setExtreme: Edit = (bytes, draw) => {
  const value = EXTREMES[draw(EXTREMES.length)] ?? 0;
  const at = draw(bytes.length);
  for (let i = 0; i < 1 << draw(3) && at + i < bytes.length; i++) bytes[at + i] = (value >>> (8 * i)) & 0xff;
  return bytes;
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Puts an extreme number in the place of the next one in text, or over what stands there, which keeps the length. */
const setNumber: Edit = (bytes, draw) => {
  const after = draw(bytes.length);
  const from = bytes.findIndex((byte, at) => at >= after && isDigit(byte));
  if (from < 0) return bytes;
  const text = new TextEncoder().encode(EXTREME_TEXTS[draw(EXTREME_TEXTS.length)] ?? '');
  let to = from + text.length;
  if (draw(2) === 0) for (to = from; to < bytes.length && isDigit(bytes[to] ?? 0);) to++;
  return joined(bytes.subarray(0, from), text, bytes.subarray(to));
};

const truncate: Edit = (bytes, draw) => bytes.slice(0, draw(bytes.length));

const remove: Edit = (bytes, draw) => {
  const at = draw(bytes.length);
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + draw(16)));
};

/** Copies a stretch over to another place, making the file longer. */
const duplicate: Edit = (bytes, draw) => {
  const from = draw(bytes.length);
  const to = draw(bytes.length);
  return joined(bytes.subarray(0, to), bytes.subarray(from, from + 1 + draw(64)), bytes.subarray(to));
};

/** Repeats one byte very often: what takes the square of a length shows. Seldom, for the sake of time. */
const swell: Edit = (bytes, draw) => {
  if (draw(8) > 0) return bytes;
  const at = draw(bytes.length);
  return joined(
    bytes.subarray(0, at),
    new Uint8Array(SWOLLEN_BYTES).fill(bytes[at] ?? 0),
    bytes.subarray(at),
  );
};

/** The head of one file, the tail of another. */
const splice: Edit = (bytes, draw, seeds) => {
  const other = seeds[draw(seeds.length)] ?? bytes;
  return joined(bytes.subarray(0, draw(bytes.length)), other.subarray(draw(other.length)));
};

/** Small edits are listed more than once: they get deeper into a reader than cuts do. */
const EDITS: readonly Edit[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setExtreme,
  setExtreme,
  setNumber,
  truncate,
  remove,
  duplicate,
  swell,
  splice,
];

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** One damaged input: a seed file with one to six edits. Same seeds and same number, same bytes. */
export function mutate(seeds: readonly Uint8Array[], number: number): Uint8Array {
  const draw = drawFrom(number);
  const seed = seeds[draw(seeds.length)] ?? new Uint8Array(0);
  let bytes: Uint8Array = seed.slice();
  for (let left = 1 + draw(MAX_EDITS); left > 0 && bytes.length > 0; left--) {
    const edit = EDITS[draw(EDITS.length)] ?? flipBit;
    bytes = edit(bytes, draw, seeds);
  }
  return bytes;
}
