/** Textures: fields of 0..1 over the image, which a painter turns into a mixture of two colours. */
import type { Rng } from '../../engine/rng';
import { cosTurns, sinTurns } from '../stableTrigonometry';
import { between } from './colours';

/** Value in 0..1 at (x, y), in pixels. */
export type Texture = (x: number, y: number) => number;

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

/** Random heights on a grid of `cell` pixels, smoothly joined. */
function valueNoise(rng: Rng, cell: number, size: number): Texture {
  const side = Math.ceil(size / cell) + 2;
  const heights = Float64Array.from({ length: side * side }, () => rng.uniform());
  return (x, y) => {
    const column = Math.floor(x / cell);
    const row = Math.floor(y / cell);
    const right = smooth(x / cell - column);
    const down = smooth(y / cell - row);
    const at = row * side + column;
    const topLeft = heights[at] ?? 0;
    const bottomLeft = heights[at + side] ?? 0;
    const top = topLeft + ((heights[at + 1] ?? 0) - topLeft) * right;
    const bottom = bottomLeft + ((heights[at + side + 1] ?? 0) - bottomLeft) * right;
    return top + (bottom - top) * down;
  };
}

/** Two layers of value noise: clouds. */
function clouds(rng: Rng, size: number): Texture {
  const coarse = valueNoise(rng, between(rng, 7, 14), size);
  const fine = valueNoise(rng, between(rng, 2.5, 5), size);
  return (x, y) => 0.65 * coarse(x, y) + 0.35 * fine(x, y);
}

/** An even change from one edge to the other, in a random direction. */
function gradient(rng: Rng, size: number): Texture {
  const turns = rng.uniform();
  const stepX = cosTurns(turns) / (1.3 * size);
  const stepY = sinTurns(turns) / (1.3 * size);
  return (x, y) => {
    const share = 0.5 + (x - size / 2) * stepX + (y - size / 2) * stepY;
    return share < 0 ? 0 : share > 1 ? 1 : share;
  };
}

/** Soft stripes in a random direction, 4 to 11 pixels apart. */
function stripes(rng: Rng): Texture {
  const turns = rng.uniform();
  const apart = between(rng, 4, 11);
  const stepX = cosTurns(turns) / apart;
  const stepY = sinTurns(turns) / apart;
  const phase = rng.uniform();
  return (x, y) => {
    const along = x * stepX + y * stepY + phase;
    return smooth(Math.abs(2 * (along - Math.floor(along)) - 1));
  };
}

/** A glow around a random point. */
function glow(rng: Rng, size: number): Texture {
  const centerX = between(rng, 0, size);
  const centerY = between(rng, 0, size);
  const reach = between(rng, 0.6, 1.2) * size;
  return (x, y) => {
    const square = (x - centerX) * (x - centerX) + (y - centerY) * (y - centerY);
    const share = Math.sqrt(square) / reach;
    return share > 1 ? 1 : smooth(share);
  };
}

/** A texture for the background: clouds (40 %), a gradient, stripes or a glow (20 % each). */
export function drawGroundTexture(rng: Rng, size: number): Texture {
  const kind = rng.int(5);
  if (kind === 0) return gradient(rng, size);
  if (kind === 1) return stripes(rng);
  if (kind === 2) return glow(rng, size);
  return clouds(rng, size);
}

/** A texture for the shape itself: a gradient or a glow, quiet enough to keep the outline clear. */
export function drawShapeTexture(rng: Rng, size: number): Texture {
  return rng.int(2) === 0 ? gradient(rng, size) : glow(rng, size);
}
