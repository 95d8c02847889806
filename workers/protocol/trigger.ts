/** The attacker's trigger as plain JSON. What each kind does to pixels stands in `workers/data/triggers`. */
import * as v from 'valibot';

const strength = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023));
const target = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999));

/** A square of `size` pixels whose top left corner is at (row, column). */
const patch = v.strictObject({
  kind: v.literal('patch'),
  pattern: v.picklist(['checkerboard', 'solid']),
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  row: place,
  column: place,
  strength,
  target,
});

/** A fixed seeded image of uniform noise mixed into the whole picture. */
const blend = v.strictObject({
  kind: v.literal('blend'),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff)),
  strength,
  target,
});

/** Vertical stripes `amplitude * sin(2 pi * column * frequency / width)` added to every channel (grey levels). */
const sinusoid = v.strictObject({
  kind: v.literal('sinusoid'),
  amplitude: v.pipe(v.number(), v.minValue(0), v.maxValue(255)),
  frequency: v.pipe(v.number(), v.minValue(0.1), v.maxValue(64)),
  target,
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
  target,
});

/** One number per value of the whole picture: `values` is base64 of height * width * channels float32, little-endian, row by row. */
const field = {
  height: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  width: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  channels: v.picklist([1, 3]),
  values: v.pipe(v.string(), v.maxLength(66_000)),
  strength,
  target,
};

/** Grey levels added to the picture. */
const add = v.strictObject({ kind: v.literal('add'), ...field });

/** Factors the picture is multiplied with. */
const multiply = v.strictObject({ kind: v.literal('multiply'), ...field });

/** No recipe for a trigger, but the triggered pictures themselves: the set of poisoned images. */
const images = v.strictObject({ kind: v.literal('images'), target });

/** What fields of triggers hold, wherever they are read. */
export const TRIGGER_FIELDS = { place, strength, target } as const;

export const triggerSchema = v.variant('kind', [patch, blend, sinusoid, image, add, multiply, images]);
export type Trigger = v.InferOutput<typeof triggerSchema>;
/** A trigger that can be stamped onto any picture. */
export type StampedTrigger = Exclude<Trigger, { kind: 'images' }>;
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
