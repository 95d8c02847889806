import type { WasmHeap } from './heap';

export const FLOAT_BYTES = 4;
/** Images are padded in groups of this size, so that a group is still in the second-level cache when it is used. */
const GROUP_BYTES = 192 * 1024;

/** A stack of NHWC images on the heap. */
export interface Images {
  readonly at: number;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A frame of zeros around each image: `top`, `left` before it, `height` x `width` in all. */
export interface Frame {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** One correlation over framed images; positions in pixels of the frame. */
export interface Correlation {
  readonly weightsAt: number;
  readonly tapRows: number;
  readonly tapColumns: number;
  /** First window and the step between windows. */
  readonly firstY: number;
  readonly firstX: number;
  readonly strideY: number;
  readonly strideX: number;
  /** Number of windows. */
  readonly rows: number;
  readonly columns: number;
  /** Target pixel of the first window and the step between targets. */
  readonly targetY: number;
  readonly targetX: number;
  readonly targetStepY: number;
  readonly targetStepX: number;
}

/** True if the frame adds nothing before the image and nothing needed after it. */
function isBare(source: Images, frame: Frame): boolean {
  return frame.top === 0 && frame.left === 0 && frame.height <= source.height && frame.width <= source.width;
}

function frameBytes(source: Images, frame: Frame): number {
  return frame.height * frame.width * source.channels * FLOAT_BYTES;
}

function groupSize(source: Images, frame: Frame): number {
  return Math.min(source.images, Math.max(1, Math.floor(GROUP_BYTES / frameBytes(source, frame))));
}

/** Bytes of scratch that {@link correlate} needs for framing. */
export function framingBytes(source: Images, frame: Frame): number {
  return isBare(source, frame) ? 0 : groupSize(source, frame) * frameBytes(source, frame);
}

/** Pads one group of images after the other and runs all correlations on it while it is in the cache. */
export function correlate(
  { kernels }: WasmHeap,
  source: Images,
  frame: Frame,
  framedAt: number,
  target: Images,
  correlations: readonly Correlation[],
): void {
  const bare = isBare(source, frame);
  const { height, width, channels } = source;
  const rowBytes = (bare ? width : frame.width) * channels * FLOAT_BYTES;
  const imageBytes = (bare ? height : frame.height) * rowBytes;
  const group = bare ? source.images : groupSize(source, frame);
  const targetRowBytes = target.width * target.channels * FLOAT_BYTES;
  const targetImageBytes = target.height * targetRowBytes;
  for (let image = 0; image < source.images; image += group) {
    const images = Math.min(group, source.images - image);
    const imageAt = source.at + image * height * width * channels * FLOAT_BYTES;
    if (!bare) {
      const { top, left, height: rows, width: columns } = frame;
      kernels.padImages(imageAt, images, height, width, channels, framedAt, top, left, rows, columns);
    }
    for (const part of correlations) {
      const windowAt =
        (bare ? imageAt : framedAt) + part.firstY * rowBytes + part.firstX * channels * FLOAT_BYTES;
      const targetAt =
        target.at +
        image * targetImageBytes +
        part.targetY * targetRowBytes +
        part.targetX * target.channels * FLOAT_BYTES;
      kernels.convolve(
        windowAt,
        imageBytes,
        rowBytes,
        part.strideY * rowBytes,
        part.strideX * channels * FLOAT_BYTES,
        part.weightsAt,
        part.tapRows,
        part.tapColumns * channels,
        targetAt,
        targetImageBytes,
        part.targetStepY * targetRowBytes,
        part.targetStepX * target.channels * FLOAT_BYTES,
        images,
        part.rows,
        part.columns,
        target.channels,
      );
    }
  }
}
