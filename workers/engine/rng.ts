/**
 * The one source of chance of the project: xoroshiro128+ (pure-rand) seeded from text, so that a recipe's seed and the
 * name of a purpose ("batch order", "crops", "trigger noise") give a stream of their own. Streams do not share state: one
 * more draw in one of them moves no other. Only + - * / sqrt and bit operations are used, never Math.log or
 * Math.sin, whose last bits may differ between engines, so every machine sees the same numbers.
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { FaultError } from '../protocol/faults';

/** A stream of random numbers. Every method moves the stream on. */
export interface Rng {
  /** A whole number, 0 .. 2^32 - 1. */
  uint32(): number;
  /** A whole number, 0 .. maxExclusive - 1, each equally likely. `argument-invalid` unless 1 <= maxExclusive <= 2^32. */
  int(maxExclusive: number): number;
  /** A multiple of 2^-53 in [0, 1). */
  uniform(): number;
  /** A draw from the standard normal distribution (polar method). */
  normal(): number;
  /** Puts the values into random order in place (Fisher-Yates) and returns the same array. */
  shuffle(values: Uint32Array): Uint32Array;
  /** The numbers 0 .. count - 1 in random order. */
  permutation(count: number): Uint32Array;
  /** `take` different numbers out of 0 .. count - 1, in random order. `argument-invalid` if take > count. */
  sample(count: number, take: number): Uint32Array;
}

const LANES = [
  { offset: 0x811c9dc5, prime: 0x01000193 },
  { offset: 0x9e3779b9, prime: 0x85ebca6b },
  { offset: 0x7f4a7c15, prime: 0xc2b2ae35 },
  { offset: 0xf39cc060, prime: 0x27d4eb2f },
] as const;

/** Final avalanche of murmur3: every input bit moves about half of the output bits. */
function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Four FNV-1a style hashes of the text with different offsets and multipliers: the 128 bits of the start state. */
function hashState(text: string): readonly [number, number, number, number] {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  let carried = 0;
  for (const [lane, { offset, prime }] of LANES.entries()) {
    let hash = offset ^ carried;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
    carried = avalanche(hash ^ text.length);
    words[lane] = carried;
  }
  // the all-zero state would never leave zero
  if (words.every((word) => word === 0)) words[0] = 1;
  return words;
}

const LN2 = 0.6931471805599453;

/** Natural logarithm of x in (0, 1], by the series of artanh: the same bits on every engine. */
function stableLn(x: number): number {
  let mantissa = x;
  let halvings = 0;
  while (mantissa < 0.75) {
    mantissa *= 2;
    halvings += 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  // |ratio| <= 1/5: the eleventh term is below 2^-53
  for (let odd = 23; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return 2 * ratio * sum - halvings * LN2;
}

function mustBeCount(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new FaultError('argument-invalid', { name, value, least, most });
}

class XoroshiroRng implements Rng {
  readonly #generator: ReturnType<typeof xoroshiro128plusFromState>;
  #spareNormal: number | null = null;

  constructor(state: readonly number[]) {
    this.#generator = xoroshiro128plusFromState(state);
  }

  uint32(): number {
    return this.#generator.next() >>> 0;
  }

  int(maxExclusive: number): number {
    mustBeCount('maxExclusive', maxExclusive, 1, 0x1_0000_0000);
    if (maxExclusive === 1) return 0;
    // the high bits (the low ones of xoroshiro+ are its weakest), redrawn until they fall below the limit
    const shift = Math.clz32(maxExclusive - 1);
    let drawn = this.uint32() >>> shift;
    while (drawn >= maxExclusive) drawn = this.uint32() >>> shift;
    return drawn;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x400_0000 + low) / 0x20_0000_0000_0000;
  }

  normal(): number {
    const spare = this.#spareNormal;
    if (spare !== null) {
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * stableLn(square)) / square);
      this.#spareNormal = y * scale;
      return x * scale;
    }
  }

  shuffle(values: Uint32Array): Uint32Array {
    for (let last = values.length - 1; last > 0; last -= 1) {
      const other = this.int(last + 1);
      const kept = values[last] ?? 0;
      values[last] = values[other] ?? 0;
      values[other] = kept;
    }
    return values;
  }

  permutation(count: number): Uint32Array {
    mustBeCount('count', count, 0, 0xffff_ffff);
    return this.shuffle(Uint32Array.from({ length: count }, (_, index) => index));
  }

  sample(count: number, take: number): Uint32Array {
    mustBeCount('take', take, 0, count);
    return this.permutation(count).slice(0, take);
  }
}

/**
 * Starts a stream of random numbers. `seed` and `stream` are read as text, so seed 7 and seed "7" are the same; different
 * stream names under one seed are independent of each other.
 */
export function createRng(seed: number | string, stream = ''): Rng {
  return new XoroshiroRng(hashState(`${seed}\u0000${stream}`));
}
