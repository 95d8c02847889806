import { multiplyAdd } from './multiplyAdd';

/** Pixels (rows of the product) that one call of {@link multiplyRows} works on. */
export const ROWS: i32 = 6;

/**
 * Six rows by eight outputs: twelve sums stay in registers while rows and weights stream by. All convolutions run through
 * it. There is one loop and little else: V8 spills the sums where the loop is unrolled by hand or stands inside another
 * one, and then runs at half the speed.
 * @param places six pairs of offsets, of a row from `x` and of its eight outputs from `y`
 * @param w weights [value of the row][8]
 * @param adds not 0: to what stands at the outputs
 */
export function multiplyRows(places: usize, x: usize, w: usize, rowBytes: usize, y: usize, adds: i32): void {
  let x0 = x + load<u32>(places),
    x1 = x + load<u32>(places, 8),
    x2 = x + load<u32>(places, 16),
    x3 = x + load<u32>(places, 24),
    x4 = x + load<u32>(places, 32),
    x5 = x + load<u32>(places, 40);
  let a0: v128,
    a1: v128,
    a2: v128,
    a3: v128,
    a4: v128,
    a5: v128,
    a6: v128,
    a7: v128,
    a8: v128,
    a9: v128,
    a10: v128,
    a11: v128;
  if (adds) {
    let from = y + load<u32>(places, 4);
    a0 = v128.load(from);
    a1 = v128.load(from, 16);
    from = y + load<u32>(places, 12);
    a2 = v128.load(from);
    a3 = v128.load(from, 16);
    from = y + load<u32>(places, 20);
    a4 = v128.load(from);
    a5 = v128.load(from, 16);
    from = y + load<u32>(places, 28);
    a6 = v128.load(from);
    a7 = v128.load(from, 16);
    from = y + load<u32>(places, 36);
    a8 = v128.load(from);
    a9 = v128.load(from, 16);
    from = y + load<u32>(places, 44);
    a10 = v128.load(from);
    a11 = v128.load(from, 16);
  } else {
    a0 = f32x4.splat(0);
    a1 = a0;
    a2 = a0;
    a3 = a0;
    a4 = a0;
    a5 = a0;
    a6 = a0;
    a7 = a0;
    a8 = a0;
    a9 = a0;
    a10 = a0;
    a11 = a0;
  }
  const end = x0 + rowBytes;
  while (x0 < end) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    let s = v128.load32_splat(x0);
    a0 = multiplyAdd(s, w0, a0);
    a1 = multiplyAdd(s, w1, a1);
    s = v128.load32_splat(x1);
    a2 = multiplyAdd(s, w0, a2);
    a3 = multiplyAdd(s, w1, a3);
    s = v128.load32_splat(x2);
    a4 = multiplyAdd(s, w0, a4);
    a5 = multiplyAdd(s, w1, a5);
    s = v128.load32_splat(x3);
    a6 = multiplyAdd(s, w0, a6);
    a7 = multiplyAdd(s, w1, a7);
    s = v128.load32_splat(x4);
    a8 = multiplyAdd(s, w0, a8);
    a9 = multiplyAdd(s, w1, a9);
    s = v128.load32_splat(x5);
    a10 = multiplyAdd(s, w0, a10);
    a11 = multiplyAdd(s, w1, a11);
    w += 32;
    x0 += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
    x4 += 4;
    x5 += 4;
  }
  let to = y + load<u32>(places, 4);
  v128.store(to, a0);
  v128.store(to, a1, 16);
  to = y + load<u32>(places, 12);
  v128.store(to, a2);
  v128.store(to, a3, 16);
  to = y + load<u32>(places, 20);
  v128.store(to, a4);
  v128.store(to, a5, 16);
  to = y + load<u32>(places, 28);
  v128.store(to, a6);
  v128.store(to, a7, 16);
  to = y + load<u32>(places, 36);
  v128.store(to, a8);
  v128.store(to, a9, 16);
  to = y + load<u32>(places, 44);
  v128.store(to, a10);
  v128.store(to, a11, 16);
}
