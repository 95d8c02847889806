import { multiplyAdd } from './multiplyAdd';

/** Six channels by eight outputs: the sums stay in registers while the pixels stream by. One loop alone, as in `multiplyRows`. */
function multiplySix(x: usize, xStep: usize, dy: usize, bytes: usize, sums: usize): void {
  let a0 = v128.load(sums, 0),
    a1 = v128.load(sums, 16);
  let a2 = v128.load(sums, 32),
    a3 = v128.load(sums, 48);
  let a4 = v128.load(sums, 64),
    a5 = v128.load(sums, 80);
  let a6 = v128.load(sums, 96),
    a7 = v128.load(sums, 112);
  let a8 = v128.load(sums, 128),
    a9 = v128.load(sums, 144);
  let a10 = v128.load(sums, 160),
    a11 = v128.load(sums, 176);
  const end = dy + bytes;
  while (dy < end) {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy, 16);
    let s = v128.load32_splat(x);
    a0 = multiplyAdd(s, d0, a0);
    a1 = multiplyAdd(s, d1, a1);
    s = v128.load32_splat(x, 4);
    a2 = multiplyAdd(s, d0, a2);
    a3 = multiplyAdd(s, d1, a3);
    s = v128.load32_splat(x, 8);
    a4 = multiplyAdd(s, d0, a4);
    a5 = multiplyAdd(s, d1, a5);
    s = v128.load32_splat(x, 12);
    a6 = multiplyAdd(s, d0, a6);
    a7 = multiplyAdd(s, d1, a7);
    s = v128.load32_splat(x, 16);
    a8 = multiplyAdd(s, d0, a8);
    a9 = multiplyAdd(s, d1, a9);
    s = v128.load32_splat(x, 20);
    a10 = multiplyAdd(s, d0, a10);
    a11 = multiplyAdd(s, d1, a11);
    x += xStep;
    dy += 32;
  }
  v128.store(sums, a0, 0);
  v128.store(sums, a1, 16);
  v128.store(sums, a2, 32);
  v128.store(sums, a3, 48);
  v128.store(sums, a4, 64);
  v128.store(sums, a5, 80);
  v128.store(sums, a6, 96);
  v128.store(sums, a7, 112);
  v128.store(sums, a8, 128);
  v128.store(sums, a9, 144);
  v128.store(sums, a10, 160);
  v128.store(sums, a11, 176);
}

/** The same of four channels. */
function multiplyFour(x: usize, xStep: usize, dy: usize, bytes: usize, sums: usize): void {
  let a0 = v128.load(sums, 0),
    a1 = v128.load(sums, 16);
  let a2 = v128.load(sums, 32),
    a3 = v128.load(sums, 48);
  let a4 = v128.load(sums, 64),
    a5 = v128.load(sums, 80);
  let a6 = v128.load(sums, 96),
    a7 = v128.load(sums, 112);
  const end = dy + bytes;
  while (dy < end) {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy, 16);
    let s = v128.load32_splat(x);
    a0 = multiplyAdd(s, d0, a0);
    a1 = multiplyAdd(s, d1, a1);
    s = v128.load32_splat(x, 4);
    a2 = multiplyAdd(s, d0, a2);
    a3 = multiplyAdd(s, d1, a3);
    s = v128.load32_splat(x, 8);
    a4 = multiplyAdd(s, d0, a4);
    a5 = multiplyAdd(s, d1, a5);
    s = v128.load32_splat(x, 12);
    a6 = multiplyAdd(s, d0, a6);
    a7 = multiplyAdd(s, d1, a7);
    x += xStep;
    dy += 32;
  }
  v128.store(sums, a0, 0);
  v128.store(sums, a1, 16);
  v128.store(sums, a2, 32);
  v128.store(sums, a3, 48);
  v128.store(sums, a4, 64);
  v128.store(sums, a5, 80);
  v128.store(sums, a6, 96);
  v128.store(sums, a7, 112);
}

/**
 * Adds to sums [channels][8] the products of a list of pixels. All filter gradients run through it.
 * @param x `channels` (a multiple of 4) floats of each pixel, `xStep` bytes from pixel to pixel
 * @param dy [pixels][8 outputs], `bytes` long
 */
export function multiplyColumns(
  x: usize,
  xStep: usize,
  channels: i32,
  dy: usize,
  bytes: usize,
  sums: usize,
): void {
  let left = channels;
  // 4, 8, 16, 32, ... are all made of sixes and one or two fours.
  for (; left % 6 != 0; left -= 4, x += 16, sums += 128) multiplyFour(x, xStep, dy, bytes, sums);
  for (; left > 0; left -= 6, x += 24, sums += 192) multiplySix(x, xStep, dy, bytes, sums);
}
