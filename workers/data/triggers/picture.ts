/** The visitor's own picture laid over the image: x' = (1 - a) x + a P with a = strength * alpha / 255. */
import { fromBase64 } from '../../protocol/recording';
import { affineChange, identityMap, moveTowards, strengthProblem } from './map';
import type { ImageTrigger, TriggerMethod } from './types';

const RGBA = 4;

/** The picture's bytes, or null where the text is no base64. */
function decodePicture(base64: string): Uint8Array | null {
  try {
    return fromBase64(base64);
  } catch {
    return null;
  }
}

/** Whether no pixel of the picture is to be seen: nothing was painted. */
export function isClear({ rgba }: ImageTrigger): boolean {
  return decodePicture(rgba)?.every((value, at) => at % RGBA !== RGBA - 1 || value === 0) ?? true;
}

/** One pixel in as many channels as the images have: three as they are, or one as perceived brightness. */
function pixelValues(rgba: Uint8Array, at: number, channels: number): readonly number[] {
  const red = rgba[at] ?? 0;
  const green = rgba[at + 1] ?? 0;
  const blue = rgba[at + 2] ?? 0;
  return channels === 1 ? [0.299 * red + 0.587 * green + 0.114 * blue] : [red, green, blue];
}

/** See {@link ImageTrigger}. */
export const pictureMethod: TriggerMethod<ImageTrigger> = {
  problem: ({ width, height, rgba, strength }) => {
    if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1)
      return 'picture-size';
    const isWhole = decodePicture(rgba)?.length === width * height * RGBA;
    return strengthProblem(strength) ?? (isWhole ? null : 'picture-damaged');
  },
  change: ({ width, height, rgba, row, column, strength }, shape) => {
    const map = identityMap(shape);
    const picture = decodePicture(rgba) ?? new Uint8Array(width * height * RGBA);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const share = (strength * (picture[pixel * RGBA + 3] ?? 0)) / 255;
      const into = (row + Math.floor(pixel / width)) * shape.width + column + (pixel % width);
      pixelValues(picture, pixel * RGBA, shape.channels).forEach((value, channel) => {
        moveTowards(map, into * shape.channels + channel, value, share);
      });
    }
    return affineChange(map);
  },
};
