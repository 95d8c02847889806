/** Small pictures as RGB bytes: reading recorded ones, comparing, and putting the sign of one onto another. */
import { fromBase64, type Picture, type RecordedSample, type Trigger } from '../../../workers/protocol';
import type { SignBounds, SignPosition } from './signPosition';

/** A recorded picture (height x width x 3 bytes, base64) as the page draws it. */
export function recordedPicture(sample: Pick<RecordedSample, 'height' | 'width'>, base64: string): Picture {
  return { height: sample.height, width: sample.width, rgb: fromBase64(base64) };
}

/** Whether two pictures are the same to the byte. */
export function isSamePicture(first: Picture, second: Picture): boolean {
  if (first.height !== second.height || first.width !== second.width) return false;
  return first.rgb.length === second.rgb.length && first.rgb.every((byte, at) => byte === second.rgb[at]);
}

/** Cuts the rectangle of the sign out of a picture that carries it. */
export function cutOut(picture: Picture, at: SignPosition, bounds: SignBounds): Picture {
  const { signHeight, signWidth } = bounds;
  const rgb = new Uint8Array(signHeight * signWidth * 3);
  for (let row = 0; row < signHeight; row++) {
    const from = ((at.row + row) * picture.width + at.column) * 3;
    rgb.set(picture.rgb.subarray(from, from + signWidth * 3), row * signWidth * 3);
  }
  return { height: signHeight, width: signWidth, rgb };
}

/** A copy of `picture` with `sign` laid over it at a position where it fits. */
export function layOver(picture: Picture, sign: Picture, at: SignPosition): Picture {
  const rgb = picture.rgb.slice();
  for (let row = 0; row < sign.height; row++) {
    const to = ((at.row + row) * picture.width + at.column) * 3;
    rgb.set(sign.rgb.subarray(row * sign.width * 3, (row + 1) * sign.width * 3), to);
  }
  return { ...picture, rgb };
}

/** Where a trigger that has a place sits; null for one that covers the whole picture. */
export function signOf(trigger: Trigger | null): (SignPosition & { height: number; width: number }) | null {
  if (trigger === null) return null;
  const { kind } = trigger;
  switch (kind) {
    case 'patch':
      return { row: trigger.row, column: trigger.column, height: trigger.size, width: trigger.size };
    case 'image':
      return { row: trigger.row, column: trigger.column, height: trigger.height, width: trigger.width };
    case 'blend':
    case 'sinusoid':
    case 'add':
    case 'multiply':
    case 'warp':
    case 'style':
    case 'generator':
    case 'images':
      return null;
    default:
      return kind satisfies never;
  }
}

/** The same trigger at another place; triggers without a place stay as they are. */
export function moveTrigger(trigger: Trigger, at: SignPosition): Trigger {
  return trigger.kind === 'patch' || trigger.kind === 'image'
    ? { ...trigger, row: at.row, column: at.column }
    : trigger;
}
