/**
 * The outlines of the ten shape classes as signed distances: negative inside, positive outside, in units of the shape's
 * radius. Every function changes by at most the distance walked, so a pixel further than half its diagonal from the
 * outline is known to be wholly in or out. The y axis points down, as in images.
 */
import { cosTurns, sinTurns } from '../stableTrigonometry';

/** Signed distance of the point (x, y). */
export type Outline = (x: number, y: number) => number;

/** Length of (x, y); Math.hypot is not exactly specified, sqrt is. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** A disc around (centerX, centerY). */
export function disc(centerX: number, centerY: number, radius: number): Outline {
  return (x, y) => length(x - centerX, y - centerY) - radius;
}

/** A straight line from (fromX, fromY) to (toX, toY) with round ends, `halfWidth` to each side. */
export function line(fromX: number, fromY: number, toX: number, toY: number, halfWidth: number): Outline {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const square = alongX * alongX + alongY * alongY;
  return (x, y) => {
    const share = square === 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / square;
    const held = share < 0 ? 0 : share > 1 ? 1 : share;
    return length(x - fromX - held * alongX, y - fromY - held * alongY) - halfWidth;
  };
}

/** What the distance to an edge needs, six numbers each: start x and y, end y, extent x and y, squared length. */
const EDGE_FIELDS = 6;

function edgeTable(corners: readonly number[]): Float64Array {
  const count = corners.length / 2;
  const table = new Float64Array(count * EDGE_FIELDS);
  for (let edge = 0; edge < count; edge += 1) {
    const from = ((edge + count - 1) % count) * 2;
    const fromX = corners[from] ?? 0;
    const fromY = corners[from + 1] ?? 0;
    const toY = corners[edge * 2 + 1] ?? 0;
    const alongX = (corners[edge * 2] ?? 0) - fromX;
    const alongY = toY - fromY;
    table.set([fromX, fromY, toY, alongX, alongY, alongX * alongX + alongY * alongY], edge * EDGE_FIELDS);
  }
  return table;
}

/** The polygon through the given corners (x, y, x, y, ...), corners rounded outwards by `rounding`. */
export function polygon(corners: readonly number[], rounding: number): Outline {
  const table = edgeTable(corners);
  return (x, y) => {
    let nearest = Infinity;
    let inside = false;
    for (let at = 0; at < table.length; at += EDGE_FIELDS) {
      const fromY = table[at + 1] ?? 0;
      const offX = x - (table[at] ?? 0);
      const offY = y - fromY;
      const alongX = table[at + 3] ?? 0;
      const alongY = table[at + 4] ?? 0;
      const share = (offX * alongX + offY * alongY) / (table[at + 5] ?? 1);
      const held = share < 0 ? 0 : share > 1 ? 1 : share;
      const missX = offX - held * alongX;
      const missY = offY - held * alongY;
      const square = missX * missX + missY * missY;
      if (square < nearest) nearest = square;
      // even-odd rule: the edge crosses the ray from the point to the right. Corner heights are compared as they are:
      // differences would round, and two edges could disagree about their common corner
      if (y < fromY !== y < (table[at + 2] ?? 0) && offX < (offY / alongY) * alongX) inside = !inside;
    }
    return (inside ? -Math.sqrt(nearest) : Math.sqrt(nearest)) - rounding;
  };
}

/** Corners of a regular polygon or, with two radii, of a star; the first corner points up. */
function corners(count: number, radius: number, innerRadius: number): number[] {
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const reach = index % 2 === 0 ? radius : innerRadius;
    return [reach * sinTurns(index / count), -reach * cosTurns(index / count)];
  });
}

const ARM = 0.3;
const REACH = 1.02;
const CROSS = [
  [-ARM, -REACH, ARM, -REACH, ARM, -ARM],
  [REACH, -ARM, REACH, ARM, ARM, ARM],
  [ARM, REACH, -ARM, REACH, -ARM, ARM],
  [-REACH, ARM, -REACH, -ARM, -ARM, -ARM],
].flat();
const ARROW = [0, -1.12, 0.82, -0.1, 0.3, -0.1, 0.3, 1, -0.3, 1, -0.3, -0.1, -0.82, -0.1];
const HEART_TIP = [0, -0.36, 0.57, 0.16, 0, 1.06, -0.57, 0.16];

/** Two discs on a kite, blended by taking the nearer outline. */
function heart(): Outline {
  const left = disc(-0.47, -0.3, 0.52);
  const right = disc(0.47, -0.3, 0.52);
  const kite = polygon([0, -0.3, 0.86, 0.05, 0, 1.02, -0.86, 0.05], 0.02);
  const core = polygon(HEART_TIP, 0);
  return (x, y) => Math.min(left(x, y), right(x, y), kite(x, y), core(x, y));
}

/** A disc with a smaller disc bitten out of its right side. */
function crescent(): Outline {
  const whole = disc(-0.05, 0, 1.08);
  const bite = disc(0.47, 0, 0.86);
  return (x, y) => Math.max(whole(x, y), -bite(x, y));
}

/** The outlines in class order (see SHAPE_CLASSES); sized so that all look about equally large. */
export const OUTLINES: readonly Outline[] = [
  disc(0, 0, 0.95),
  polygon(corners(3, 1.16, 1.16), 0.06),
  polygon([-0.76, -0.76, 0.76, -0.76, 0.76, 0.76, -0.76, 0.76], 0.06),
  polygon(corners(6, 0.98, 0.98), 0.04),
  polygon(corners(10, 1.18, 0.5), 0.03),
  (x, y) => Math.abs(length(x, y) - 0.76) - 0.25,
  polygon(CROSS, 0.03),
  polygon(ARROW, 0.03),
  crescent(),
  heart(),
];
