/** The pixels of a PNG or npy file that a trigger file names. */
import { basename, extname } from 'node:path';
import { FaultError } from '../workers/protocol';
import { readPng } from '../workers/readers/images/png';
import { pictureKind } from '../workers/readers/images/pictureKind';
import { type NdArray, readNpy } from '../workers/readers/npy';
import { openFile } from './nodeSession';

/** The schema of a recipe's trigger allows no more pixels a side. */
const MOST_PIXELS = 64;

/** Numbers row by row, channels together. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly values: Float32Array;
  /** Opacity of each pixel, 0..1; null where the file has none. */
  readonly opacity: Float32Array | null;
  /** Whether the numbers are a picture's, 0..255, and not an array's own. */
  readonly isPicture: boolean;
}

function refused(path: string, reason: string, detail = ''): FaultError {
  const params = { argument: '--trigger', reason: `${basename(path)} ${reason}` };
  return new FaultError('argument-invalid', params, { detail });
}

/** What a decoder makes of a file; throws `argument-invalid` with `reason` where it can make nothing of it. */
function decoded<T>(path: string, reason: string, decoder: () => T): T {
  try {
    return decoder();
  } catch (thrown) {
    throw refused(path, reason, String(thrown));
  }
}

function pngPixels(bytes: Uint8Array): Pixels {
  if (pictureKind(bytes) !== 'png') throw new TypeError('its first bytes are those of no PNG');
  const { height, width, channels: stored, depth, samples } = readPng(bytes);
  const greatest = 2 ** depth - 1;
  const channels = stored > 2 ? 3 : 1;
  const values = new Float32Array(height * width * channels);
  const opacity = stored === channels ? null : new Float32Array(height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < channels; channel++)
      values[pixel * channels + channel] = (255 * (samples[pixel * stored + channel] ?? 0)) / greatest;
    if (opacity !== null) opacity[pixel] = (samples[pixel * stored + stored - 1] ?? 0) / greatest;
  }
  return { height, width, channels, values, opacity, isPicture: true };
}

function isChannels(value: number | undefined): value is 1 | 3 {
  return value === 1 || value === 3;
}

/** Height x width, height x width x channels, or PyTorch's channels x height x width. */
function arrayPixels(path: string, { shape, data }: NdArray): Pixels {
  const [first = 0, second = 0, third] = shape;
  const known = { opacity: null, isPicture: false };
  if (shape.length === 2)
    return { ...known, height: first, width: second, channels: 1, values: Float32Array.from(data) };
  if (shape.length === 3 && isChannels(third))
    return { ...known, height: first, width: second, channels: third, values: Float32Array.from(data) };
  if (shape.length === 3 && isChannels(first) && third !== undefined) {
    const plane = second * third;
    const values = Float32Array.from(
      data,
      (_, at) => data[(at % first) * plane + Math.floor(at / first)] ?? 0,
    );
    return { ...known, height: second, width: third, channels: first, values };
  }
  const reason = `has the shape (${shape.join(', ')}); expected is (height, width), (height, width, 3) or (3, height, width)`;
  throw refused(path, reason);
}

function readArray(path: string, bytes: Uint8Array): Pixels {
  const array = decoded(path, 'is damaged or no .npy array of numbers', () => readNpy(bytes));
  const pixels = arrayPixels(path, array);
  if (!pixels.values.every(Number.isFinite)) throw refused(path, 'holds numbers that are not finite');
  return pixels;
}

/** Reads `path`. Throws `argument-invalid` with one sentence about what is wrong with the file. */
export async function readPixels(path: string): Promise<Pixels> {
  const extension = extname(path).toLowerCase();
  if (extension !== '.png' && extension !== '.npy')
    throw refused(path, 'is neither a PNG nor an npy file; save it as one of these');
  const bytes = new Uint8Array(await (await openFile(path, '--trigger')).arrayBuffer());
  const pixels =
    extension === '.png'
      ? decoded(path, 'is damaged or no PNG picture', () => pngPixels(bytes))
      : readArray(path, bytes);
  const { height, width } = pixels;
  if (height > MOST_PIXELS || width > MOST_PIXELS || height === 0 || width === 0) {
    const size = `${String(width)} x ${String(height)} pixels`;
    throw refused(path, `has ${size}; scale it to the size of the images, at most 64 x 64`);
  }
  return pixels;
}
