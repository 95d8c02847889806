/** One picture of the built-in set: background, distractors, shadow, the shape, perhaps a bar across it, light and noise. */
import type { Rng } from '../../engine/rng';
import { FaultError } from '../../protocol/faults';
import { cosTurns, sinTurns } from '../stableTrigonometry';
import { type Canvas, cover, develop, fill, shade } from './canvas';
import { between, type Colour, colourOf, drawPalette, mix, type Palette } from './colours';
import { disc, line, type Outline, OUTLINES } from './outlines';
import { drawGroundTexture, drawShapeTexture, type Texture } from './textures';

/** Side of the pictures in pixels. */
export const PICTURE_SIZE = 32;

const SHADOW_CHANCE = 0.5;
const BAR_CHANCE = 0.45;
const MOST_DISTRACTORS = 5;
/** The heart is the only class that reads badly upside down: it leans at most this far to each side. */
const HEART = 9;
const HEART_LEAN_TURNS = 0.12;

const even: Texture = () => 0;

/** Where the shape stands. */
interface Placement {
  readonly centerX: number;
  readonly centerY: number;
  readonly radius: number;
  readonly turns: number;
}

function drawPlacement(rng: Rng, label: number): Placement {
  const radius = between(rng, 7.5, 13);
  // the larger the shape, the less it may wander: at most about a pixel leaves the picture
  const wander = PICTURE_SIZE / 2 - radius + 0.5;
  const centerX = PICTURE_SIZE / 2 + between(rng, -wander, wander);
  const centerY = PICTURE_SIZE / 2 + between(rng, -wander, wander);
  const lean = label === HEART ? HEART_LEAN_TURNS : 0.5;
  return { centerX, centerY, radius, turns: between(rng, -lean, lean) };
}

/** Moves a unit outline to its place; the result is in pixels. */
function place(outline: Outline, { centerX, centerY, radius, turns }: Placement): Outline {
  const cosine = cosTurns(turns) / radius;
  const sine = sinTurns(turns) / radius;
  return (x, y) => {
    const offX = x - centerX;
    const offY = y - centerY;
    return radius * outline(offX * cosine + offY * sine, offY * cosine - offX * sine);
  };
}

function drawAnyColour(rng: Rng): Colour {
  return colourOf(rng.uniform(), between(rng, 0.1, 0.8), between(rng, 0.2, 1));
}

function paintDistractors(canvas: Canvas, rng: Rng, palette: Palette): void {
  const count = rng.int(MOST_DISTRACTORS + 1);
  for (let index = 0; index < count; index += 1) {
    const colour = mix(palette.ground[0], drawAnyColour(rng), between(rng, 0.4, 0.9));
    const x = between(rng, 0, PICTURE_SIZE);
    const y = between(rng, 0, PICTURE_SIZE);
    const isDot = rng.int(2) === 0;
    const turns = rng.uniform();
    const reach = between(rng, 4, 16);
    const thickness = between(rng, 0.5, 1.1);
    const outline = isDot
      ? disc(x, y, 1.8 * thickness + 0.4)
      : line(x, y, x + reach * cosTurns(turns), y + reach * sinTurns(turns), thickness);
    fill(canvas, outline, { colours: [colour, colour], texture: even, opacity: between(rng, 0.6, 1) });
  }
}

/** A bar across the picture that covers part of the shape, off its centre. */
function paintBar(canvas: Canvas, rng: Rng, { centerX, centerY, radius }: Placement, palette: Palette): void {
  const turns = rng.uniform();
  const off = radius * between(rng, 0.25, 0.85);
  const middleX = centerX + off * cosTurns(turns);
  const middleY = centerY + off * sinTurns(turns);
  const spanX = -sinTurns(turns) * 2 * PICTURE_SIZE;
  const spanY = cosTurns(turns) * 2 * PICTURE_SIZE;
  const halfWidth = between(rng, 0.8, 2.2);
  const outline = line(middleX - spanX, middleY - spanY, middleX + spanX, middleY + spanY, halfWidth);
  const colour = mix(palette.ground[1], drawAnyColour(rng), between(rng, 0, 0.8));
  fill(canvas, outline, { colours: [colour, colour], texture: even, opacity: between(rng, 0.75, 1) });
}

/**
 * Draws one picture of class `label` into `out` (32 x 32 x 3 bytes). All of it follows from the stream `rng`.
 * `labels-out-of-range` when there is no such class.
 */
export function drawPicture(rng: Rng, label: number, canvas: Canvas, out: Uint8Array): void {
  const unit = OUTLINES[label];
  if (unit === undefined) throw new FaultError('labels-out-of-range', { label, classes: OUTLINES.length });
  const palette = drawPalette(rng);
  const placement = drawPlacement(rng, label);
  const outline = place(unit, placement);

  cover(canvas, { colours: palette.ground, texture: drawGroundTexture(rng, PICTURE_SIZE), opacity: 1 });
  paintDistractors(canvas, rng, palette);
  if (rng.uniform() < SHADOW_CHANCE) {
    const shift = between(rng, 0.6, 1.8);
    shade(canvas, (x, y) => outline(x - shift, y - shift), between(rng, 1.5, 4), between(rng, 0.2, 0.5));
  }
  fill(canvas, outline, { colours: palette.shape, texture: drawShapeTexture(rng, PICTURE_SIZE), opacity: 1 });
  if (rng.uniform() < BAR_CHANCE) paintBar(canvas, rng, placement, palette);
  const exposure = {
    contrast: between(rng, 0.65, 1.15),
    lightness: between(rng, -22, 22),
    noise: between(rng, 1, 11),
  };
  develop(canvas, exposure, rng, out);
}
