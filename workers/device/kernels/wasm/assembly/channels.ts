/** Pixels summed in single precision before the partial sums move to the totals: keeps rounding errors small. */
export const BLOCK_PIXELS: i32 = 128;

/** Sets `count` floats to zero. */
export function zeroChannels(target: usize, count: i32): void {
  memory.fill(target, 0, (<usize>count) << 2);
}

/** Adds `count` partial sums to the totals. */
export function addPartials(totals: usize, partials: usize, count: i32): void {
  const end = totals + ((<usize>count) << 2);
  while (totals + 16 <= end) {
    v128.store(totals, f32x4.add(v128.load(totals), v128.load(partials)));
    totals += 16;
    partials += 16;
  }
  while (totals < end) {
    store<f32>(totals, load<f32>(totals) + load<f32>(partials));
    totals += 4;
    partials += 4;
  }
}
