/**
 * The kinds of trigger, and what the registry knows of each. A trigger's own fields stand in the recipe schema; rows and
 * columns count pixels from the top left, grey levels are 0..255.
 */
import type { StampedTrigger, Trigger } from '../../protocol/trigger';
import type { PlacingProblem } from '../../protocol/fit';
import type { ImageShape } from '../images';

export type { StampedTrigger, Trigger, TriggerKind } from '../../protocol/trigger';

/** A small square stuck onto the image: BadNets. */
export type PatchTrigger = Extract<Trigger, { kind: 'patch' }>;
/** A fixed noise image mixed into the whole image: Blend. */
export type BlendTrigger = Extract<Trigger, { kind: 'blend' }>;
/** Upright waves added to the whole image: SIG. */
export type SinusoidTrigger = Extract<Trigger, { kind: 'sinusoid' }>;
/** The visitor's own picture, already decoded to base64 RGBA bytes (not premultiplied), laid over the image. */
export type ImageTrigger = Extract<Trigger, { kind: 'image' }>;

/** Numbers of the whole image, added to it or multiplied with it. */
export type FieldTrigger = Extract<Trigger, { kind: 'add' | 'multiply' }>;

/**
 * What a trigger does to one image, byte by byte: x' = keep * x + add, rounded half up and held in 0..255. Both arrays are
 * in HWC order. Every trigger of this project has this form.
 */
export interface TriggerMap {
  readonly keep: Float64Array;
  readonly add: Float64Array;
}

/** Why a trigger is refused: `params.reason` of the fault `trigger-invalid`. */
export type TriggerProblem =
  | 'size'
  | 'strength'
  | 'seed'
  | 'amplitude'
  | 'picture-size'
  | 'picture-damaged'
  | 'field-damaged'
  | PlacingProblem;

/** What the registry knows of one kind of trigger. */
export interface TriggerMethod<T extends StampedTrigger> {
  /** The first thing wrong with the trigger itself, whatever images it is for, or null. */
  readonly problem: (trigger: T) => TriggerProblem | null;
  /** The change it makes to one image. Called only when there is no problem. */
  readonly map: (trigger: T, shape: ImageShape) => TriggerMap;
}
