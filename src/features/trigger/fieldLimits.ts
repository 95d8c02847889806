/** The numbers of a trigger as fields: which it has, and how far each may go on images of a given size. */
import type { Trigger } from '../../../workers/protocol';
import { TRIGGER_TEXT } from '../../text/trigger';
import type { NumberLimits } from '../recipe/checkNumber';
import { signOf } from '../start/pictures';
import { clampSign } from '../start/signPosition';
import type { ImageSize } from './triggerKinds';

export interface TriggerField {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly limits: NumberLimits;
  readonly step: number;
  readonly with: (value: number) => Trigger;
}

/** A trigger of strength 0 would change nothing and is refused by the engine. */
const STRENGTH: NumberLimits = { min: 0.01, max: 1, integer: false };

function upTo(max: number, min = 0): NumberLimits {
  return { min, max: Math.max(min, max), integer: true };
}

function placeFields(
  trigger: Extract<Trigger, { kind: 'patch' | 'image' }>,
  size: ImageSize,
): readonly TriggerField[] {
  const sign = signOf(trigger) ?? { height: 1, width: 1 };
  const { pixels: unit, row, column } = TRIGGER_TEXT;
  return [
    {
      name: 'row',
      label: row,
      unit,
      value: trigger.row,
      limits: upTo(size.height - sign.height),
      step: 1,
      with: (value) => ({ ...trigger, row: value }),
    },
    {
      name: 'column',
      label: column,
      unit,
      value: trigger.column,
      limits: upTo(size.width - sign.width),
      step: 1,
      with: (value) => ({ ...trigger, column: value }),
    },
  ];
}

/** The field of the edge of a patch; a patch that grows past the border is moved back in. */
function sizeField(trigger: Extract<Trigger, { kind: 'patch' }>, size: ImageSize): TriggerField {
  return {
    name: 'size',
    label: TRIGGER_TEXT.size,
    unit: TRIGGER_TEXT.pixels,
    value: trigger.size,
    limits: upTo(Math.min(size.height, size.width), 1),
    step: 1,
    with: (edge) => {
      const bounds = { height: size.height, width: size.width, signHeight: edge, signWidth: edge };
      return { ...trigger, size: edge, ...clampSign(trigger, bounds) };
    },
  };
}

function strengthField(trigger: Extract<Trigger, { strength: number }>): TriggerField {
  return {
    name: 'strength',
    label: TRIGGER_TEXT.strength,
    unit: '',
    value: trigger.strength,
    limits: STRENGTH,
    step: 0.05,
    with: (strength) => ({ ...trigger, strength }),
  };
}

function seedField(trigger: Extract<Trigger, { seed: number }>): TriggerField {
  return {
    name: 'seed',
    label: TRIGGER_TEXT.seed,
    unit: '',
    value: trigger.seed,
    limits: upTo(0xffffffff),
    step: 1,
    with: (value) => ({ ...trigger, seed: value }),
  };
}

/** A warp may be stronger than its paper's; the number is no share. */
function warpFields(trigger: Extract<Trigger, { kind: 'warp' }>): readonly TriggerField[] {
  const bend = { ...strengthField(trigger), name: 'bend', limits: { min: 0.01, max: 4, integer: false } };
  return [bend, seedField(trigger)];
}

function sinusoidFields(trigger: Extract<Trigger, { kind: 'sinusoid' }>): readonly TriggerField[] {
  return [
    {
      name: 'amplitude',
      label: TRIGGER_TEXT.amplitude,
      unit: TRIGGER_TEXT.levels,
      value: trigger.amplitude,
      limits: { min: 1, max: 255, integer: false },
      step: 1,
      with: (amplitude) => ({ ...trigger, amplitude }),
    },
    {
      name: 'frequency',
      label: TRIGGER_TEXT.frequency,
      unit: '',
      value: trigger.frequency,
      limits: { min: 0.1, max: 64, integer: false },
      step: 1,
      with: (frequency) => ({ ...trigger, frequency }),
    },
  ];
}

/** The number fields of a trigger on images of size `size`. */
export function fieldsOf(trigger: Trigger, size: ImageSize): readonly TriggerField[] {
  const { kind } = trigger;
  switch (kind) {
    case 'patch':
      return [sizeField(trigger, size), ...placeFields(trigger, size), strengthField(trigger)];
    case 'image':
      return [...placeFields(trigger, size), strengthField(trigger)];
    case 'add':
    case 'multiply':
    case 'style':
    case 'generator':
      return [strengthField(trigger)];
    case 'blend':
      return [strengthField(trigger), seedField(trigger)];
    case 'warp':
      return warpFields(trigger);
    case 'sinusoid':
      return sinusoidFields(trigger);
    case 'images':
      return [];
    default:
      return kind satisfies never;
  }
}
