/** Keeps 0.29 * 100 = 28.999999999999996 from losing an image. */
const ROUNDING_SLACK = 1e-9;

/** How many of `count` images a share of them is, 0..1: rounded down. */
export function partOf(share: number, count: number): number {
  return Math.floor(share * count + ROUNDING_SLACK);
}
