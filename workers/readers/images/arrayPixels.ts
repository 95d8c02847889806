/** Pictures out of arrays: which axis is which, and what the numbers mean. */
import { FaultError } from '../../protocol/faults';
import { pixelRoom } from './budget';
import type { ImageNote, PictureSize, ReadImagesOptions } from './contract';
import type { UniformImages } from './fit';
import { piecesOf, type NpyRows } from './npyRows';

/** Where the axes of an array lie. */
interface ArrayLayout extends PictureSize {
  readonly count: number;
  readonly channels: 1 | 3 | 4;
  /** Channels before height and width. */
  readonly isPlanar: boolean;
}

function refused(name: string, reason: string): FaultError {
  return new FaultError('images-unusable', { reason }, { file: name });
}

function isChannels(size: number | undefined): size is 1 | 3 | 4 {
  return size === 1 || size === 3 || size === 4;
}

/**
 * (N, H, W, C), (N, C, H, W), (N, H, W); channels last where both fit.
 * @throws FaultError `images-unusable`
 */
function layoutOf({ name, shape }: NpyRows): ArrayLayout {
  const [count = 0, second = 0, third = 0, fourth] = shape;
  if (shape.length === 3) return { count, height: second, width: third, channels: 1, isPlanar: false };
  if (shape.length === 4 && isChannels(fourth)) {
    return { count, height: second, width: third, channels: fourth, isPlanar: false };
  }
  if (shape.length === 4 && isChannels(second) && fourth !== undefined) {
    return { count, height: third, width: fourth, channels: second, isPlanar: true };
  }
  throw refused(name, `the array has the shape (${shape.join(', ')}); expected is (N, height, width, 3)`);
}

/** How numbers become bytes. */
interface Scale {
  readonly factor: number;
  readonly notes: readonly ImageNote[];
}

/**
 * Bytes as they are; floating point 0..1 times 255, up to 255 rounded. Anything else was normalised, and with what
 * no file says.
 */
async function scaleOf(array: NpyRows, tell: () => void): Promise<Scale> {
  if (array.type === 'uint8') return { factor: 1, notes: [] };
  const { least, most } = await rangeOf(array, tell);
  const range = `the numbers go from ${shortNumber(least)} to ${shortNumber(most)}`;
  if (!Number.isFinite(least) || !Number.isFinite(most))
    throw refused(array.name, 'some of the numbers are not finite');
  if (least < 0) throw refused(array.name, `${range}, so they were normalised already`);
  if (most > 255) throw refused(array.name, `${range}; expected are 0 to 255, or 0 to 1`);
  const isUnit = array.type === 'bool' || (array.type.includes('float') && most <= 1);
  if (isUnit) return { factor: 255, notes: [{ code: 'values-scaled', params: {} }] };
  const isWhole = !array.type.includes('float');
  return { factor: 1, notes: isWhole ? [] : [{ code: 'values-rounded', params: {} }] };
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

async function rangeOf(array: NpyRows, tell: () => void): Promise<{ least: number; most: number }> {
  let least = Infinity;
  let most = -Infinity;
  for await (const { values } of piecesOf(array)) {
    tell();
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0;
      // NaN compares with nothing; infinity is caught by the range.
      if (Number.isNaN(value)) return { least: value, most: value };
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return { least, most };
}

/** Pictures of an array, and what had to be assumed about it. */
interface ArrayImages extends UniformImages {
  readonly notes: readonly ImageNote[];
}

/**
 * Reads the pictures of an array.
 * @throws FaultError `images-unusable` (`reason`) for shapes and ranges that are no pictures'; `file-too-large`
 */
export async function readArrayImages(array: NpyRows, tell: ReadImagesOptions['tell']): Promise<ArrayImages> {
  const layout = layoutOf(array);
  const { count, height, width, isPlanar } = layout;
  if (count === 0 || height === 0 || width === 0) throw refused(array.name, 'the array is empty');
  const channels = layout.channels === 1 ? 1 : 3;
  const pixels = pixelRoom(count, layout, channels);
  const { factor, notes } = await scaleOf(array, () => tell?.(0, count));
  for await (const { from, to, values } of piecesOf(array)) {
    copyPixels(values, layout, factor, pixels.subarray(from * height * width * channels));
    tell?.(to, count);
  }
  const layoutNotes: readonly ImageNote[] = isPlanar ? [{ code: 'layout-nchw', params: {} }] : [];
  const opacityNotes: readonly ImageNote[] =
    layout.channels === 4 ? [{ code: 'opacity-dropped', params: {} }] : [];
  return { count, height, width, channels, pixels, notes: [...layoutNotes, ...notes, ...opacityNotes] };
}

/** Whole pictures to NHWC bytes; a fourth channel is opacity, which is dropped. */
function copyPixels(values: ArrayLike<number>, layout: ArrayLayout, factor: number, out: Uint8Array): void {
  const plane = layout.height * layout.width;
  const { channels, isPlanar } = layout;
  const kept = channels === 1 ? 1 : 3;
  if (values instanceof Uint8Array && kept === channels && !isPlanar) {
    out.set(values);
    return;
  }
  const [pixelStep, channelStep] = isPlanar ? [1, plane] : [channels, 1];
  for (let picture = 0; picture * plane * channels < values.length; picture++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      const at = picture * plane * channels + pixel * pixelStep;
      const to = (picture * plane + pixel) * kept;
      for (let channel = 0; channel < kept; channel++) {
        out[to + channel] = Math.round((values[at + channel * channelStep] ?? 0) * factor);
      }
    }
  }
}
