/**
 * `--trigger trigger.json`: a recipe's own trigger, or a form that says the same with less: a patch as cells, a blend with a picture, a
 * pattern that is added or multiplied. Files stand beside the trigger file; what they hold becomes part of the recipe.
 */
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import {
  type Aim,
  encodeBytes,
  FaultError,
  firstIssue,
  type Trigger,
  TRIGGER_FIELDS,
} from '../workers/protocol';
import { readJson } from './recipeOf';
import { type Pixels, readPixels } from './triggerPixels';

const { place, strength: share, aim } = TRIGGER_FIELDS;
const level = v.pipe(v.number(), v.minValue(0), v.maxValue(255));
const file = v.pipe(v.string(), v.minLength(1));

/** Grey levels `values` (one, one a cell, or a matrix) at every pair of a row and a column; a list as long as `rows` and `columns` pairs them up. */
const cells = v.strictObject({
  kind: v.literal('patch'),
  rows: v.pipe(v.array(place), v.minLength(1), v.maxLength(4096)),
  columns: v.pipe(v.array(place), v.minLength(1), v.maxLength(4096)),
  values: v.union([level, v.array(level), v.array(v.array(level))]),
  strength: v.optional(share, 1),
  ...aim,
});
const seeded = v.strictObject({ kind: v.literal('blend'), alpha: share, seed: v.number(), ...aim });
const pictured = v.strictObject({ kind: v.literal('blend'), alpha: share, image: file, ...aim });
const pattern = v.strictObject({
  kind: v.picklist(['add', 'multiply']),
  image: file,
  strength: v.optional(share, 1),
  ...aim,
});

function refused(reason: string): FaultError {
  return new FaultError('argument-invalid', { argument: '--trigger', reason });
}

/** `value` under one form. Throws `argument-invalid` that names the first wrong field. */
function checked<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const { expected, field, found } = firstIssue(result.issues, 'trigger');
  throw refused(`the field ${field} has ${found}, expected is ${expected}`);
}

/** Where the trigger leads, as the recipe says it. */
function aimOf({ target, labels }: Aim): Aim {
  return labels === undefined ? { target } : { target, labels };
}

type Cell = readonly [row: number, column: number, level: number];

function cellsOf({ rows, columns, values }: v.InferOutput<typeof cells>): readonly Cell[] {
  const grid = rows.flatMap((row) => columns.map((column) => [row, column] as const));
  if (typeof values === 'number') return grid.map(([row, column]) => [row, column, values]);
  const flat = values.flat();
  const isList = flat.length === values.length && !Array.isArray(values[0]);
  const arePairs = isList && rows.length === columns.length && values.length === rows.length;
  const places = arePairs ? rows.map((row, at) => [row, columns[at] ?? 0] as const) : grid;
  const isMatrix = isList || (values.length === rows.length && flat.length === places.length);
  if (!isMatrix || flat.length !== places.length) {
    const sizes = `${String(rows.length)} rows and ${String(columns.length)} columns`;
    throw refused(`the field values has ${String(flat.length)} grey levels, which do not fit ${sizes}`);
  }
  return places.map(([row, column], at) => [row, column, flat[at] ?? 0]);
}

/** The smallest picture that holds the cells, clear between them. */
function pictureOfCells(trigger: v.InferOutput<typeof cells>): Trigger {
  const listed = cellsOf(trigger);
  const row = Math.min(...trigger.rows);
  const column = Math.min(...trigger.columns);
  const height = Math.max(...trigger.rows) - row + 1;
  const width = Math.max(...trigger.columns) - column + 1;
  const rgba = new Uint8ClampedArray(height * width * 4);
  for (const [down, right, grey] of listed) {
    const at = ((down - row) * width + right - column) * 4;
    rgba.set([grey, grey, grey, 255], at);
  }
  const { strength } = trigger;
  return {
    kind: 'image',
    row,
    column,
    height,
    width,
    rgba: encodeBytes(new Uint8Array(rgba.buffer)),
    strength,
    ...aimOf(trigger),
  };
}

function rgbaOf({ channels, height, opacity, values, width }: Pixels): Uint8Array {
  const rgba = new Uint8ClampedArray(height * width * 4);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      rgba[pixel * 4 + channel] = values[pixel * channels + (channels === 1 ? 0 : channel)] ?? 0;
    rgba[pixel * 4 + 3] = 255 * (opacity?.[pixel] ?? 1);
  }
  return new Uint8Array(rgba.buffer);
}

function blended(pixels: Pixels, { alpha, ...aimed }: v.InferOutput<typeof pictured>): Trigger {
  const { height, width } = pixels;
  const rgba = encodeBytes(rgbaOf(pixels));
  return { kind: 'image', row: 0, column: 0, height, width, rgba, strength: alpha, ...aimOf(aimed) };
}

/** A picture multiplies by its brightness, 0..1; an array by its own numbers. */
function patterned(asked: v.InferOutput<typeof pattern>, pixels: Pixels): Trigger {
  const { kind, strength } = asked;
  const { channels, height, isPicture, width } = pixels;
  const isShare = kind === 'multiply' && isPicture;
  const values = isShare ? pixels.values.map((each) => each / 255) : pixels.values;
  const encoded = encodeBytes(new Uint8Array(values.buffer));
  return { kind, height, width, channels, values: encoded, strength, ...aimOf(asked) };
}

/** The trigger of a file as the recipe takes it. Throws `argument-invalid`; what the recipe checks itself is left to it. */
export async function readTrigger(path: string): Promise<unknown> {
  const raw = await readJson(path, '--trigger');
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return raw;
  const beside = (image: string): Promise<Pixels> => readPixels(resolve(dirname(path), image));
  if (raw.kind === 'patch' && 'rows' in raw) return pictureOfCells(checked(cells, raw));
  if (raw.kind === 'blend' && 'image' in raw) {
    const asked = checked(pictured, raw);
    return blended(await beside(asked.image), asked);
  }
  if (raw.kind === 'blend' && 'alpha' in raw) {
    const { alpha, ...rest } = checked(seeded, raw);
    return { ...rest, strength: alpha };
  }
  if ((raw.kind === 'add' || raw.kind === 'multiply') && !('values' in raw)) {
    const asked = checked(pattern, raw);
    return patterned(asked, await beside(asked.image));
  }
  return raw;
}
