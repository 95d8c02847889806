/** The kinds of trigger as the editor offers them, and what changes when one kind becomes another. */
import type { Aim, Trigger } from '../../../workers/protocol';

export const EDITOR_KINDS = ['none', 'checkerboard', 'solid', 'blend', 'sinusoid', 'image'] as const;
/** Kinds that come with a recipe and are shown, but not made here. */
export type FileKind = 'add' | 'multiply' | 'warp' | 'style' | 'generator' | 'images';
/** Patches are two kinds to the user: a grid and a plain square. */
export type EditorKind = (typeof EDITOR_KINDS)[number] | FileKind;

/** Size of the images the trigger is meant for, in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** A picture of the user's, as the trigger keeps it. */
export interface OwnPicture {
  readonly width: number;
  readonly height: number;
  /** Base64 of width * height * 4 bytes. */
  readonly rgba: string;
}

/** The kind the editor shows for a trigger. */
export function editorKindOf(trigger: Trigger | null): EditorKind {
  if (trigger === null) return 'none';
  return trigger.kind === 'patch' ? trigger.pattern : trigger.kind;
}

function cornerOf(size: ImageSize, height: number, width: number): { row: number; column: number } {
  return { row: Math.max(0, size.height - height), column: Math.max(0, size.width - width) };
}

function placeOf(trigger: Trigger | null): { row: number; column: number } | null {
  return trigger?.kind === 'patch' || trigger?.kind === 'image'
    ? { row: trigger.row, column: trigger.column }
    : null;
}

/** What a trigger does otherwise than its kind says; it comes with a recipe and stays as it is. */
export type Variant = 'four' | 'four-inset' | 'redrawn' | 'overlay' | 'wrap';

export function variantOf(trigger: Trigger): Variant | null {
  if ('redrawn' in trigger) return 'redrawn';
  if ('overlay' in trigger) return 'overlay';
  if (trigger.kind === 'patch') return trigger.corners ?? null;
  return trigger.kind === 'add' ? (trigger.overflow ?? null) : null;
}

/** Where a trigger leads; into the first class where there was none. */
function aimOf(trigger: Trigger | null): Aim {
  if (trigger === null) return { target: 0 };
  const { target, labels } = trigger;
  return labels === undefined ? { target } : { target, labels };
}

/** Strength of a picture that lies over most of the image: it should tint it, not hide it. */
const VEIL = 0.2;
const FIRST_EDGE = 3;

function coversMost(picture: OwnPicture, size: ImageSize): boolean {
  return picture.width * picture.height * 2 > size.width * size.height;
}

/**
 * The trigger after the user chose `kind`: what it aims at, place and strength are kept where the new kind knows them, the rest
 * are the constants of the attack's paper (BadNets 3 x 3 at full strength, Blend 0.2, SIG amplitude 20, frequency 6).
 * Kind `image` needs a picture; without one the trigger stays, and so it does for kinds that are not made here.
 */
export function changeKind(
  trigger: Trigger | null,
  kind: EditorKind,
  size: ImageSize,
  picture: OwnPicture | null,
): Trigger | null {
  const aim = aimOf(trigger);
  switch (kind) {
    case 'none':
      return null;
    case 'checkerboard':
    case 'solid': {
      if (trigger?.kind === 'patch') return { ...trigger, pattern: kind };
      const strength = trigger?.kind === 'image' ? trigger.strength : 1;
      const place = placeOf(trigger) ?? cornerOf(size, FIRST_EDGE, FIRST_EDGE);
      return { kind: 'patch', pattern: kind, size: FIRST_EDGE, ...place, strength, ...aim };
    }
    case 'blend':
      return trigger?.kind === 'blend' ? trigger : { kind: 'blend', seed: 1, strength: 0.2, ...aim };
    case 'sinusoid':
      return trigger?.kind === 'sinusoid'
        ? trigger
        : { kind: 'sinusoid', amplitude: 20, frequency: 6, ...aim };
    case 'image':
      if (picture === null) return trigger;
      return {
        kind: 'image',
        ...picture,
        ...cornerOf(size, picture.height, picture.width),
        strength: coversMost(picture, size) ? VEIL : 1,
        ...aim,
      };
    case 'add':
    case 'multiply':
    case 'warp':
    case 'style':
    case 'generator':
      return trigger;
    case 'images':
      return { kind: 'images', ...aim };
    default:
      return kind satisfies never;
  }
}
