/** Correlations of images with packed weights: what the direct convolution and its input's gradient are made of. */
import { cutBlocks, fairShare, placesBytes } from './blocks';
import { FLOAT_BYTES, type WasmHeap } from './heap';
import type { Fields } from './jobs';
import { alignUp } from './scratch';

/** A stack of NHWC images on the heap. */
export type Images = Fields<'Images'>;

/** What follows a convolution: y = relu?(y * scale + shift (+ residual)), by offsets; `residual` 0 is none. */
export type Finish = Fields<'Finish'>;

/** Nothing follows. */
export const NO_FINISH: Finish = { scale: 0, shift: 0, residual: 0, relu: 0 };

/** Correlations over the same images, each seen in a frame of zeros. All numbers in pixels. */
interface Correlations {
  readonly source: Images;
  readonly target: Images;
  readonly finish: Finish;
  /** `top`, `left` before the image, `height` x `width` in all. */
  readonly frame: {
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
  };
  /** Between windows in the frame, and between their outputs in the target. */
  readonly strideY: number;
  readonly strideX: number;
  readonly stepY: number;
  readonly stepX: number;
  /** Windows of the largest part. */
  readonly rows: number;
  readonly columns: number;
}

/** Framed images of a chunk: still in the second-level cache when they are used. */
const GROUP_BYTES = 192 * 1024;

/** Bytes of packed weights, whose outputs come in groups of eight. */
export function packedBytes(rows: number, outputs: number): number {
  return rows * Math.ceil(outputs / 8) * 8 * FLOAT_BYTES;
}

/**
 * Runs correlations. `pack` packs their weights into `weightsBytes` bytes and answers with the parts; the scratch is taken
 * before it is called and must not be taken again.
 */
export function correlate(
  heap: WasmHeap,
  { source, target, finish, frame, strideY, strideX, stepY, stepX, rows, columns }: Correlations,
  weightsBytes: number,
  pack: (weightsAt: number) => readonly Fields<'Correlation'>[],
): void {
  const pixelBytes = strideY * strideX * source.channels * FLOAT_BYTES;
  const fair = fairShare(source.images * rows * columns, heap.threads);
  const most = Math.min(fair, Math.floor(GROUP_BYTES / pixelBytes));
  const { groupImages, bandRows, bands, blocks } = cutBlocks(source.images, rows, columns, most);
  const overlap = frame.height - rows * strideY;
  const framedBytes =
    groupImages * (bandRows * strideY + overlap) * frame.width * source.channels * FLOAT_BYTES;
  const placesAt = alignUp(framedBytes);
  const scratchBytes = placesAt + alignUp(placesBytes(groupImages * bandRows * columns));
  const [weightsAt = 0, scratch = 0] = heap.scratch.take(weightsBytes, scratchBytes * heap.threads);
  const parts = pack(weightsAt).map((part) => heap.jobs.write('Correlation', part));
  heap.jobs.run(
    'correlate',
    {
      source: heap.jobs.write('Images', source),
      target: heap.jobs.write('Images', target),
      finish: heap.jobs.write('Finish', finish),
      parts: parts[0] ?? 0,
      partCount: parts.length,
      frameTop: frame.top,
      frameLeft: frame.left,
      frameColumns: frame.width,
      ...{ overlap, strideY, strideX, stepY, stepX, rows, groupImages, bandRows, bands },
      ...{ scratch, scratchBytes, placesAt },
    },
    blocks,
  );
}
