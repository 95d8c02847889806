/** The registry of triggers, and what can be done with one: check it, and stamp it onto images. */
import { aimMisfit } from '../../protocol/aim';
import { FaultError } from '../../protocol/faults';
import { placingProblem } from '../../protocol/fit';
import { bytesPerImage, type ImageShape } from '../images';
import { blendMethod } from './blend';
import { fieldMethod } from './field';
import { strengthProblem } from './map';
import { patchMethod } from './patch';
import { isClear, pictureMethod } from './picture';
import { sinusoidMethod } from './sinusoid';
import { styleMethod } from './style';
import type {
  AppliedTrigger,
  ImageChange,
  StampedTrigger,
  Trigger,
  TriggerMethod,
  TriggerProblem,
} from './types';
import { warpMethod } from './warp';

/** A method with the trigger it is for. */
interface Applicable {
  readonly problem: () => TriggerProblem | null;
  readonly change: (shape: ImageShape) => ImageChange;
}

function applied<T extends StampedTrigger>(method: TriggerMethod<T>, trigger: T): Applicable {
  return { problem: () => method.problem(trigger), change: (shape) => method.change(trigger, shape) };
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
    case 'warp':
      return applied(warpMethod, trigger);
    case 'style':
      return applied(styleMethod, trigger);
    default:
      trigger satisfies never;
      throw new FaultError('trigger-invalid', { reason: 'kind' });
  }
}

function problemOf(trigger: AppliedTrigger, shape: ImageShape): TriggerProblem | null {
  const placing = placingProblem(trigger, shape);
  if (placing !== null) return placing;
  return trigger.kind === 'generator' ? strengthProblem(trigger.strength) : methodOf(trigger).problem();
}

function assertApplicable(trigger: AppliedTrigger, shape: ImageShape): void {
  const reason = problemOf(trigger, shape);
  if (reason !== null) throw new FaultError('trigger-invalid', { reason });
}

/**
 * Checks a trigger against the images and the number of classes it is meant for. Throws `trigger-invalid` with a
 * `reason` (see TriggerProblem), or `target-out-of-range`.
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
  if (trigger.kind !== 'images') assertApplicable(trigger, { height, width, channels });
  const misfit = aimMisfit(trigger, classes);
  if (misfit !== null) throw new FaultError(misfit.code, misfit.params);
}

/** Whether the trigger changes no image at all: it can be looked at, but there is nothing to plant. */
export function isEmptyTrigger(trigger: Trigger): boolean {
  if (trigger.kind === 'sinusoid') return trigger.amplitude === 0 && trigger.overlay === undefined;
  if (trigger.kind === 'image' && isClear(trigger)) return true;
  return 'strength' in trigger && trigger.strength === 0;
}

/**
 * Stamps the trigger onto every image and returns new bytes (count x height x width x channels); the given ones stay. Values are
 * rounded half up and held in 0..255 (but for the reference code's quirks). The same image gets the same bytes, wherever it stands.
 * Throws `trigger-invalid`, or `image-size-mismatch` when the bytes do not fit.
 */
export function applyTrigger(
  trigger: StampedTrigger,
  pixels: Uint8Array,
  shape: ImageShape & { readonly count: number },
): Uint8Array {
  assertApplicable(trigger, shape);
  const bytes = bytesPerImage(shape);
  if (pixels.length !== bytes * shape.count) {
    throw new FaultError('image-size-mismatch', { expected: bytes * shape.count, found: pixels.length });
  }
  const change = methodOf(trigger).change(shape);
  const stamped = new Uint8Array(pixels.length);
  for (let start = 0; start < pixels.length; start += bytes)
    change(pixels.subarray(start, start + bytes), stamped.subarray(start, start + bytes));
  return stamped;
}
