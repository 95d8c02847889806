/**
 * The transforms of Winograd's F(2x2, 3x3) (Lavin and Gray 2015, section 4.1): a tile of 2x2 outputs of a 3x3 correlation
 * costs 16 products a channel instead of 36. With input tile d (4x4), filter g (3x3):
 *
 *   output  Y = At [ (G g Gt) . (Bt d B) ] A         gradient of the filter  Gt [ (A dY At) . (Bt d B) ] G
 *
 *   Bt = 1  0 -1  0      G =  1    0    0      At = 1  1  1  0
 *        0  1  1  0          1/2  1/2  1/2          0  1 -1 -1
 *        0 -1  1  0          1/2 -1/2  1/2
 *        0  1  0 -1           0    0    1
 *
 * The 16 values of a transformed tile lie in 16 planes `planeBytes` apart.
 */

/** Stores one row of Bt d B, given that row of Bt d. */
@inline
function storeInputRow(v: usize, plane: usize, t0: v128, t1: v128, t2: v128, t3: v128): void {
  v128.store(v, f32x4.sub(t0, t2));
  v128.store(v + plane, f32x4.add(t1, t2));
  v128.store(v + 2 * plane, f32x4.sub(t2, t1));
  v128.store(v + 3 * plane, f32x4.sub(t1, t3));
}

/** Bt d B of four channels; `d` is the tile's first pixel. */
export function transformInput(d: usize, pixelBytes: usize, rowBytes: usize, v: usize, plane: usize): void {
  const row2 = d + 2 * rowBytes;
  const row1 = d + rowBytes;
  const two = pixelBytes * 2,
    three = pixelBytes * 3;
  const c0 = v128.load(row2),
    c1 = v128.load(row2 + pixelBytes),
    c2 = v128.load(row2 + two),
    c3 = v128.load(row2 + three);
  storeInputRow(
    v,
    plane,
    f32x4.sub(v128.load(d), c0),
    f32x4.sub(v128.load(d + pixelBytes), c1),
    f32x4.sub(v128.load(d + two), c2),
    f32x4.sub(v128.load(d + three), c3),
  );
  const b0 = v128.load(row1),
    b1 = v128.load(row1 + pixelBytes),
    b2 = v128.load(row1 + two),
    b3 = v128.load(row1 + three);
  storeInputRow(v + 4 * plane, plane, f32x4.add(b0, c0), f32x4.add(b1, c1), f32x4.add(b2, c2), f32x4.add(b3, c3));
  storeInputRow(v + 8 * plane, plane, f32x4.sub(c0, b0), f32x4.sub(c1, b1), f32x4.sub(c2, b2), f32x4.sub(c3, b3));
  const row3 = row1 + 2 * rowBytes;
  storeInputRow(
    v + 12 * plane,
    plane,
    f32x4.sub(b0, v128.load(row3)),
    f32x4.sub(b1, v128.load(row3 + pixelBytes)),
    f32x4.sub(b2, v128.load(row3 + two)),
    f32x4.sub(b3, v128.load(row3 + three)),
  );
}

/** At m A of four outputs; stores the pixels of the 2x2 tile that lie inside: the second column and row only if asked. */
export function transformOutput(
  m: usize,
  plane: usize,
  y: usize,
  pixelBytes: usize,
  rowBytes: usize,
  hasColumn: bool,
  hasRow: bool,
): void {
  const rowPlanes = plane * 4;
  let m0 = v128.load(m),
    m1 = v128.load(m + rowPlanes),
    m2 = v128.load(m + 2 * rowPlanes),
    m3 = v128.load(m + 3 * rowPlanes);
  const s0 = f32x4.add(f32x4.add(m0, m1), m2);
  const r0 = f32x4.sub(f32x4.sub(m1, m2), m3);
  m += plane;
  m0 = v128.load(m);
  m1 = v128.load(m + rowPlanes);
  m2 = v128.load(m + 2 * rowPlanes);
  m3 = v128.load(m + 3 * rowPlanes);
  const s1 = f32x4.add(f32x4.add(m0, m1), m2);
  const r1 = f32x4.sub(f32x4.sub(m1, m2), m3);
  m += plane;
  m0 = v128.load(m);
  m1 = v128.load(m + rowPlanes);
  m2 = v128.load(m + 2 * rowPlanes);
  m3 = v128.load(m + 3 * rowPlanes);
  const s2 = f32x4.add(f32x4.add(m0, m1), m2);
  const r2 = f32x4.sub(f32x4.sub(m1, m2), m3);
  m += plane;
  m0 = v128.load(m);
  m1 = v128.load(m + rowPlanes);
  m2 = v128.load(m + 2 * rowPlanes);
  m3 = v128.load(m + 3 * rowPlanes);
  const s3 = f32x4.add(f32x4.add(m0, m1), m2);
  const r3 = f32x4.sub(f32x4.sub(m1, m2), m3);
  v128.store(y, f32x4.add(f32x4.add(s0, s1), s2));
  if (hasColumn) v128.store(y + pixelBytes, f32x4.sub(f32x4.sub(s1, s2), s3));
  if (!hasRow) return;
  y += rowBytes;
  v128.store(y, f32x4.add(f32x4.add(r0, r1), r2));
  if (hasColumn) v128.store(y + pixelBytes, f32x4.sub(f32x4.sub(r1, r2), r3));
}

/** Stores one row of A dY At, given that row of A dY. */
@inline
function storeGradientRow(v: usize, plane: usize, left: v128, right: v128): void {
  v128.store(v, left);
  v128.store(v + plane, f32x4.add(left, right));
  v128.store(v + 2 * plane, f32x4.sub(left, right));
  v128.store(v + 3 * plane, f32x4.neg(right));
}

/** A dY At of four outputs; pixels outside count as zero. */
export function transformGradient(
  y: usize,
  pixelBytes: usize,
  rowBytes: usize,
  hasColumn: bool,
  hasRow: bool,
  v: usize,
  plane: usize,
): void {
  const zero = f32x4.splat(0);
  const y00 = v128.load(y);
  const y01 = hasColumn ? v128.load(y + pixelBytes) : zero;
  const y10 = hasRow ? v128.load(y + rowBytes) : zero;
  const y11 = hasRow && hasColumn ? v128.load(y + rowBytes + pixelBytes) : zero;
  storeGradientRow(v, plane, y00, y01);
  storeGradientRow(v + 4 * plane, plane, f32x4.add(y00, y10), f32x4.add(y01, y11));
  storeGradientRow(v + 8 * plane, plane, f32x4.sub(y00, y10), f32x4.sub(y01, y11));
  storeGradientRow(v + 12 * plane, plane, f32x4.neg(y10), f32x4.neg(y11));
}

/** Stores one row of G g Gt, given that row of G g. */
@inline
function storeFilterRow(u: usize, plane: usize, g0: v128, g1: v128, g2: v128): void {
  const half = f32x4.splat(0.5);
  const outer = f32x4.mul(f32x4.add(g0, g2), half);
  const inner = f32x4.mul(g1, half);
  v128.store(u, g0);
  v128.store(u + plane, f32x4.add(outer, inner));
  v128.store(u + 2 * plane, f32x4.sub(outer, inner));
  v128.store(u + 3 * plane, g2);
}

/** G g Gt of four outputs of one channel; `tapBytes` between the taps of the filter. */
export function transformFilter(g: usize, tapBytes: usize, u: usize, plane: usize): void {
  const half = f32x4.splat(0.5);
  const row = tapBytes * 3;
  const a0 = v128.load(g),
    a1 = v128.load(g + tapBytes),
    a2 = v128.load(g + 2 * tapBytes);
  const c0 = v128.load(g + 2 * row),
    c1 = v128.load(g + 2 * row + tapBytes),
    c2 = v128.load(g + 2 * row + 2 * tapBytes);
  const b0 = f32x4.mul(v128.load(g + row), half),
    b1 = f32x4.mul(v128.load(g + row + tapBytes), half),
    b2 = f32x4.mul(v128.load(g + row + 2 * tapBytes), half);
  const o0 = f32x4.mul(f32x4.add(a0, c0), half),
    o1 = f32x4.mul(f32x4.add(a1, c1), half),
    o2 = f32x4.mul(f32x4.add(a2, c2), half);
  storeFilterRow(u, plane, a0, a1, a2);
  storeFilterRow(u + 4 * plane, plane, f32x4.add(o0, b0), f32x4.add(o1, b1), f32x4.add(o2, b2));
  storeFilterRow(u + 8 * plane, plane, f32x4.sub(o0, b0), f32x4.sub(o1, b1), f32x4.sub(o2, b2));
  storeFilterRow(u + 12 * plane, plane, c0, c1, c2);
}

/** Stores one row of Gt u G, given that row of Gt u. */
@inline
function storeTapRow(dw: usize, tapBytes: usize, u0: v128, u1: v128, u2: v128, u3: v128): void {
  const half = f32x4.splat(0.5);
  const middle = f32x4.mul(f32x4.add(u1, u2), half);
  v128.store(dw, f32x4.add(u0, middle));
  v128.store(dw + tapBytes, f32x4.mul(f32x4.sub(u1, u2), half));
  v128.store(dw + 2 * tapBytes, f32x4.add(middle, u3));
}

/** Row `row` (0 to 2) of Gt u, of the column of planes at `u`. */
@inline
function untransformed(u: usize, rowPlanes: usize, row: i32): v128 {
  const half = f32x4.splat(0.5);
  const u1 = v128.load(u + rowPlanes),
    u2 = v128.load(u + 2 * rowPlanes);
  if (row == 1) return f32x4.mul(f32x4.sub(u1, u2), half);
  const outer = v128.load(row == 0 ? u : u + 3 * rowPlanes);
  return f32x4.add(outer, f32x4.mul(f32x4.add(u1, u2), half));
}

/** Gt u G of four outputs of one channel: the gradient of the nine taps. */
export function untransformFilter(u: usize, plane: usize, dw: usize, tapBytes: usize): void {
  const rowPlanes = plane * 4;
  for (let row = 0; row < 3; row++) {
    storeTapRow(
      dw,
      tapBytes,
      untransformed(u, rowPlanes, row),
      untransformed(u + plane, rowPlanes, row),
      untransformed(u + 2 * plane, rowPlanes, row),
      untransformed(u + 3 * plane, rowPlanes, row),
    );
    dw += tapBytes * 3;
  }
}
