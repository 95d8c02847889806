/** Grey pictures and coloured ones. */
import type { ImageNote } from './contract';

/** Luma of ITU-R BT.601 in 16-bit fixed point, as Pillow converts to `L`. */
function lumaOf(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** The picture with one channel or three; the same bytes where it has them already. */
export function withChannels(pixels: Uint8Array, from: 1 | 3, to: 1 | 3): Uint8Array {
  if (from === to) return pixels;
  const count = pixels.length / from;
  const out = new Uint8Array(count * to);
  for (let pixel = 0; pixel < count; pixel++) {
    if (to === 3) out.fill(pixels[pixel] ?? 0, 3 * pixel, 3 * pixel + 3);
    else {
      const at = 3 * pixel;
      out[pixel] = lumaOf(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
    }
  }
  return out;
}

/** Whether pixels of three channels are grey all the same: files often hold grey pictures so. */
function isGrey(pixels: Uint8Array): boolean {
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return false;
  }
  return true;
}

/** What changing the channels is called in the notes; colours that were none are no loss. */
export function channelNotes(pixels: Uint8Array, from: 1 | 3, to: 1 | 3): readonly ImageNote[] {
  if (from === to || (from === 3 && isGrey(pixels))) return [];
  return [{ code: to === 3 ? 'grey-to-rgb' : 'rgb-to-grey', params: {} }];
}
