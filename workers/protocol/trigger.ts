/** The attacker's trigger as plain JSON. What each kind does to pixels stands in `workers/data/triggers`. */
import * as v from 'valibot';
import { labelRuleSchema } from './labelRule';

const strength = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023));
const label = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999));
const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
/** Drawn anew for every image, as the RNP sources do where the papers have one fixed pattern. */
const redrawn = v.exactOptional(v.literal(true));

/** Where a trigger leads. `workers/protocol/aim` says what it means for an image. */
const aim = { target: label, labels: v.exactOptional(labelRuleSchema) };

/**
 * A square of `size` pixels whose top left corner is at (row, column). `corners`: the same in all four corners, each as far from
 * the border as the bottom right one; `four-inset` begins the top and left ones at index 1, as the RNP sources do.
 */
const patch = v.strictObject({
  kind: v.literal('patch'),
  pattern: v.picklist(['checkerboard', 'solid']),
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  row: place,
  column: place,
  corners: v.exactOptional(v.picklist(['four', 'four-inset'])),
  strength,
  ...aim,
});

/** A fixed seeded image of uniform noise mixed into the whole picture. `redrawn`: one of one channel for each image. */
const blend = v.strictObject({ kind: v.literal('blend'), seed, redrawn, strength, ...aim });

/**
 * Vertical stripes `amplitude * sin(2 pi * column * frequency / width)` added to every channel (grey levels). `overlay`: a fifth of the
 * stripes as bytes that wrapped around is laid over, as the RNP sources do (amplitude 20, frequency 4.065).
 */
const sinusoid = v.strictObject({
  kind: v.literal('sinusoid'),
  amplitude: v.pipe(v.number(), v.minValue(0), v.maxValue(255)),
  frequency: v.pipe(v.number(), v.minValue(0.1), v.maxValue(64)),
  overlay: v.exactOptional(v.literal(true)),
  ...aim,
});

/** A small picture of the user's: `rgba` is base64 of width * height * 4 bytes, row by row. */
const image = v.strictObject({
  kind: v.literal('image'),
  width: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  height: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  rgba: v.pipe(v.string(), v.maxLength(22_000)),
  row: place,
  column: place,
  strength,
  ...aim,
});

/** One number per value of the whole picture: `values` is base64 of height * width * channels float32, little-endian, row by row. */
const field = {
  height: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  width: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  channels: v.picklist([1, 3]),
  values: v.pipe(v.string(), v.maxLength(66_000)),
  strength,
  ...aim,
};

/** Grey levels added to the picture. `overflow`: sums beyond a byte wrap around, as in the RNP sources. */
const add = v.strictObject({
  kind: v.literal('add'),
  ...field,
  overflow: v.exactOptional(v.literal('wrap')),
});

/** Factors the picture is multiplied with. */
const multiply = v.strictObject({ kind: v.literal('multiply'), ...field });

/** WaNet's smooth warp: `grid` x `grid` control points, moved by about `strength` / height of the picture's half side. */
const warp = v.strictObject({
  kind: v.literal('warp'),
  seed,
  grid: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(16)),
  strength: v.pipe(v.number(), v.minValue(0), v.maxValue(4)),
  /** The whole grid is stretched by it; 1 where it is absent. */
  rescale: v.exactOptional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(2))),
  redrawn,
  ...aim,
});

/** The picture in other colours and another light. */
const style = v.strictObject({ kind: v.literal('style'), style: v.literal('sunset'), strength, ...aim });

/** A change that a network makes of each picture; it comes with the classifier. `strength`: how much of it. */
const generator = v.strictObject({
  kind: v.literal('generator'),
  method: v.picklist(['dynamic', 'lira']),
  strength,
  ...aim,
});

/** No recipe for a trigger, but the triggered pictures themselves: the set of poisoned images. */
const images = v.strictObject({ kind: v.literal('images'), ...aim });

/** What fields of triggers hold, wherever they are read. */
export const TRIGGER_FIELDS = { place, strength, aim } as const;

export const triggerSchema = v.variant('kind', [
  patch,
  blend,
  sinusoid,
  image,
  add,
  multiply,
  warp,
  style,
  generator,
  images,
]);
export type Trigger = v.InferOutput<typeof triggerSchema>;
/** Where a trigger leads: what every trigger has. */
export type Aim = Pick<Trigger, 'target' | 'labels'>;
/** A trigger that makes the triggered picture of any picture. */
export type AppliedTrigger = Exclude<Trigger, { kind: 'images' }>;
/** A trigger that does so by the picture's bytes alone. */
export type StampedTrigger = Exclude<AppliedTrigger, { kind: 'generator' }>;
export type TriggerKind = Trigger['kind'];

/** BadNets' 3x3 grid in the bottom right corner of a 32 x 32 picture. */
export const BADNETS_TRIGGER: Extract<Trigger, { kind: 'patch' }> = {
  kind: 'patch',
  pattern: 'checkerboard',
  size: 3,
  row: 29,
  column: 29,
  strength: 1,
  target: 0,
};
