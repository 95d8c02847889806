/**
 * The kinds of trigger, and what the registry knows of each. A trigger's own fields stand in the recipe schema; rows and
 * columns count pixels from the top left, grey levels are 0..255.
 */
import type { TriggerProblem } from '../../protocol/fit';
import type { StampedTrigger, Trigger } from '../../protocol/trigger';
import type { ImageShape } from '../images';

export type { TriggerProblem } from '../../protocol/fit';
export type { AppliedTrigger, StampedTrigger, Trigger, TriggerKind } from '../../protocol/trigger';

/** A small square stuck onto the image, or onto all four corners: BadNets. */
export type PatchTrigger = Extract<Trigger, { kind: 'patch' }>;
/** A fixed noise image mixed into the whole image: Blend. */
export type BlendTrigger = Extract<Trigger, { kind: 'blend' }>;
/** Upright waves added to the whole image: SIG. */
export type SinusoidTrigger = Extract<Trigger, { kind: 'sinusoid' }>;
/** The visitor's own picture, already decoded to base64 RGBA bytes (not premultiplied), laid over the image. */
export type ImageTrigger = Extract<Trigger, { kind: 'image' }>;

/** Numbers of the whole image, added to it or multiplied with it. */
export type FieldTrigger = Extract<Trigger, { kind: 'add' | 'multiply' }>;
/** Pixels moved by a smooth field: WaNet. */
export type WarpTrigger = Extract<Trigger, { kind: 'warp' }>;
/** Other colours and another light: stands in for DFST. */
export type StyleTrigger = Extract<Trigger, { kind: 'style' }>;

/** What a trigger makes of one image: reads its bytes (HWC), writes as many into `changed`. */
export type ImageChange = (image: Uint8Array, changed: Uint8Array) => void;

/** A change byte by byte: x' = keep * x + add. Both arrays are in HWC order. */
export interface TriggerMap {
  readonly keep: Float64Array;
  readonly add: Float64Array;
}

/** What the registry knows of one kind of trigger. */
export interface TriggerMethod<T extends StampedTrigger> {
  /** The first thing wrong with the trigger itself, whatever images it is for, or null. */
  readonly problem: (trigger: T) => TriggerProblem | null;
  /** The change it makes to each image of this shape. Called only when there is no problem. */
  readonly change: (trigger: T, shape: ImageShape) => ImageChange;
}
