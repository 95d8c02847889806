/** dx = dy where y > 0, else 0, over `count` floats. */
export function reluGradient(dy: usize, y: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = dx + ((<usize>count) << 2);
  while (dx + 16 <= end) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(y), zero)));
    dx += 16;
    dy += 16;
    y += 16;
  }
  while (dx < end) {
    store<f32>(dx, load<f32>(y) > 0 ? load<f32>(dy) : 0);
    dx += 4;
    dy += 4;
    y += 4;
  }
}
