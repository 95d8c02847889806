/** The registry of triggers, and what can be done with one: check it, and stamp it onto images. */
import { FaultError } from '../../protocol/faults';
import { placingProblem } from '../../protocol/fit';
import { bytesPerImage, type ImageShape } from '../images';
import { blendMethod } from './blend';
import { fieldMethod } from './field';
import { patchMethod } from './patch';
import { pictureMethod } from './picture';
import { sinusoidMethod } from './sinusoid';
import type { StampedTrigger, Trigger, TriggerMap, TriggerMethod, TriggerProblem } from './types';

/** A method with the trigger it is for. */
interface Applicable {
  readonly problem: (shape: ImageShape) => TriggerProblem | null;
  readonly map: (shape: ImageShape) => TriggerMap;
}

function applied<T extends StampedTrigger>(method: TriggerMethod<T>, trigger: T): Applicable {
  return {
    problem: (shape) => placingProblem(trigger, shape) ?? method.problem(trigger),
    map: (shape) => method.map(trigger, shape),
  };
}

function methodOf(trigger: StampedTrigger): Applicable {
  switch (trigger.kind) {
    case 'patch':
      return applied(patchMethod, trigger);
    case 'blend':
      return applied(blendMethod, trigger);
    case 'sinusoid':
      return applied(sinusoidMethod, trigger);
    case 'image':
      return applied(pictureMethod, trigger);
    case 'add':
    case 'multiply':
      return applied(fieldMethod, trigger);
    default:
      trigger satisfies never;
      throw new FaultError('trigger-invalid', { reason: 'kind' });
  }
}

/**
 * Checks a trigger against the images and the number of classes it is meant for. Throws `trigger-invalid` with a
 * `reason` (see TriggerProblem, or `kind`), or `target-out-of-range`.
 */
export function validateTrigger(
  trigger: Trigger,
  {
    classes,
    height,
    width,
    channels = 3,
  }: Omit<ImageShape, 'channels'> & { classes: number; channels?: number },
): void {
  const reason = trigger.kind === 'images' ? null : methodOf(trigger).problem({ height, width, channels });
  if (reason !== null) throw new FaultError('trigger-invalid', { reason });
  const { target } = trigger;
  if (!Number.isInteger(target) || target < 0 || target >= classes) {
    throw new FaultError('target-out-of-range', { target, classes });
  }
}

/** What the trigger does to one image of this size, byte by byte. Throws `trigger-invalid`. */
export function triggerMap(trigger: StampedTrigger, shape: ImageShape): TriggerMap {
  const method = methodOf(trigger);
  const reason = method.problem(shape);
  if (reason !== null) throw new FaultError('trigger-invalid', { reason });
  return method.map(shape);
}

/**
 * Stamps the trigger onto every image and returns new bytes (count x height x width x channels); the given ones stay. Values are
 * rounded half up and held in 0..255. Throws `trigger-invalid`, or `image-size-mismatch` when the bytes do not fit.
 */
export function applyTrigger(
  trigger: StampedTrigger,
  pixels: Uint8Array,
  shape: ImageShape & { readonly count: number },
): Uint8Array {
  const { keep, add } = triggerMap(trigger, shape);
  const bytes = bytesPerImage(shape);
  if (pixels.length !== bytes * shape.count) {
    throw new FaultError('image-size-mismatch', { expected: bytes * shape.count, found: pixels.length });
  }
  const stamped = new Uint8Array(pixels.length);
  for (let start = 0; start < pixels.length; start += bytes) {
    for (let at = 0; at < bytes; at += 1) {
      const value = Math.floor((keep[at] ?? 1) * (pixels[start + at] ?? 0) + (add[at] ?? 0) + 0.5);
      stamped[start + at] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  return stamped;
}
