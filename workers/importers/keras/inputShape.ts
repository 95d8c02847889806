import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import type { JsonValue } from '../../readers/kerasJson';

export interface ImportOptions {
  /** Height and width of the pictures, for files that leave them open. */
  readonly inputSize?: readonly [height: number, width: number];
}

const USUAL_SIZE = [32, 32] as const;
const MOST_SIDE = 1024;
const MOST_INPUT_CHANNELS = 64;

/**
 * The size of a picture from the shape of a batch a file states, open sizes from the hint or assumed.
 * @throws FaultError `layer-unsupported` for what is no picture, `file-damaged`
 */
export function inputShapeOf(
  stated: readonly JsonValue[] | undefined,
  { inputSize }: ImportOptions,
): { shape: readonly [number, number, number]; assumed: boolean } {
  if (stated === undefined) throw damaged('it does not say what goes in');
  const [, height, width, channels, ...more] = stated;
  if (more.length > 0 || typeof channels !== 'number') {
    throw new FaultError('layer-unsupported', {
      layers: 'an input that is no picture of a known number of channels',
    });
  }
  const [usualHeight, usualWidth] = inputSize ?? USUAL_SIZE;
  const isOpen = typeof height !== 'number' || typeof width !== 'number';
  const shape = [
    typeof height === 'number' ? height : usualHeight,
    typeof width === 'number' ? width : usualWidth,
    channels,
  ] as const;
  const limits = [MOST_SIDE, MOST_SIDE, MOST_INPUT_CHANNELS];
  if (shape.some((size, at) => !Number.isSafeInteger(size) || size < 1 || size > (limits[at] ?? 0))) {
    throw damaged(`its pictures have the impossible size ${shape.join(' x ')}`);
  }
  return { shape, assumed: isOpen && inputSize === undefined };
}
