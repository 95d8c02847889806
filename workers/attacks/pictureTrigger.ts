/** Pictures that an attack has made or chosen, as a trigger's JSON holds them. */
import type { ImageShape } from '../data/images';
import { encodeBytes, FaultError } from '../protocol';

/** Longest side of a picture or a field that recipes and files can hold. */
const LARGEST_SIDE = 64;
const RGBA = 4;
const OPAQUE = 255;

/** Bytes of a picture (HWC, one channel or three) as base64 RGBA without any transparency. */
export function opaqueRgba(pixels: Uint8Array, channels: number): string {
  const rgba = Uint8Array.from({ length: (pixels.length / channels) * RGBA }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / RGBA), at % RGBA];
    if (channel === RGBA - 1) return OPAQUE;
    return pixels[pixel * channels + (channels === 1 ? 0 : channel)] ?? 0;
  });
  return encodeBytes(rgba);
}

/** Throws `trigger-invalid` where a trigger of the images' size cannot be written down. */
export function assertWritable({ height, width }: ImageShape): void {
  if (Math.max(height, width) > LARGEST_SIDE)
    throw new FaultError('trigger-invalid', { reason: 'image-too-large', most: LARGEST_SIDE });
}
