/** Decodes pictures in Node, where no browser does: PNG only. */
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import type { DecodePicture } from '../workers/readers/images/contract';

/** Samples of a PNG without palette as 0..255, one after the other; rows of less than a byte a sample begin at whole bytes. */
function samplesOf({ data, depth, width, height, channels }: DecodedPng): Uint8Array {
  const perRow = width * channels;
  const white = 2 ** depth - 1;
  const samples = new Uint8Array(perRow * height);
  const rowBytes = Math.ceil((perRow * depth) / 8);
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < perRow; i++) {
      const bit = i * depth;
      const value =
        depth >= 8
          ? (data[row * perRow + i] ?? 0)
          : ((data[row * rowBytes + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & white;
      samples[row * perRow + i] = Math.round((value * 255) / white);
    }
  }
  return samples;
}

/** Samples and how many there are for each pixel: grey, grey and opacity, RGB, RGBA. */
function plainSamples(png: DecodedPng): { readonly samples: ArrayLike<number>; readonly channels: number } {
  if (png.palette === undefined) return { samples: samplesOf(png), channels: png.channels };
  return { samples: convertIndexedToRgb(png), channels: png.palette[0]?.length ?? 3 };
}

/** A decoder of PNG files. Throws for everything else; the readers turn that into a fault that names the picture. */
export const decodePng: DecodePicture = async (bytes, kind) => {
  if (kind !== 'png')
    throw new RangeError(`${kind} pictures are not decoded on the command line; save them as PNG`);
  const png = decode(bytes);
  const { samples, channels } = plainSamples(png);
  const { height, width } = png;
  const rgba = new Uint8Array(height * width * 4);
  const colours = channels > 2 ? 3 : 1;
  for (let pixel = 0; pixel < height * width; pixel++) {
    const at = pixel * channels;
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * pixel + channel] = samples[at + (colours === 3 ? channel : 0)] ?? 0;
    }
    rgba[4 * pixel + 3] = channels > colours ? (samples[at + colours] ?? 0) : 255;
  }
  return { height, width, rgba };
};
