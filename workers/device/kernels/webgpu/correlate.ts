import type { TensorInfo } from '../../tf';
import type { Affine } from './conv2D';
import { isWide, type Variant, vectorsFor } from './convolutionTile';
import { correlateProgram, type CorrelateShape, correlateThreads } from './correlateShader';
import { correlateSharedProgram, correlateSharedThreads } from './correlateSharedShader';
import type { CorrelateSize, CorrelateText } from './correlateText';
import { dispatch, type Gpu } from './gpu';

/** One correlation: what is written into the text of its shader, and its numbers. */
export interface Correlation extends Pick<CorrelateShape, 'contiguous' | 'wideW' | 'tapColumns' | 'strideX'> {
  readonly sizes: Readonly<Record<CorrelateSize, number>>;
}

export interface CorrelationTensors {
  readonly x: TensorInfo;
  readonly w: TensorInfo;
  readonly y: TensorInfo;
  readonly affine?: Affine;
}

/** A body of more products of vectors takes an emulated card seconds to compile. */
const MOST_PRODUCTS = 400;

/** Pixels of a thread: two rows of four, which suit small images as well as large ones; fewer for wide taps. */
function tileOf(tapColumns: number, vectors: number): { readonly rows: number; readonly columns: number } {
  const pixels = MOST_PRODUCTS / (tapColumns * vectors * 4);
  if (pixels >= 8) return { rows: 2, columns: 4 };
  return { rows: 1, columns: pixels >= 4 ? 4 : 1 };
}

/** Writes a correlation of x with w into y, all of it or the pixels of one phase. */
export function correlate(
  gpu: Gpu,
  variant: Variant,
  { sizes, ...constants }: Correlation,
  { x, w, y, affine }: CorrelationTensors,
): void {
  const text: CorrelateText = {
    contiguous: constants.contiguous,
    wideX: isWide(sizes.channels),
    wideW: constants.wideW,
    wideY: isWide(sizes.outputs),
    ...(affine === undefined
      ? {}
      : { affine: { relu: affine.relu, residual: affine.residual !== undefined } }),
  };
  const extra = affine === undefined ? [] : [affine.scale, affine.shift, affine.residual];
  const reads = [x, w, ...extra].filter((tensor) => tensor !== undefined);
  if (variant === 'shared') {
    const { tapColumns, strideX } = constants;
    const threads = correlateSharedThreads(sizes);
    const numbers = { ...sizes, tapColumns, strideX };
    dispatch(gpu, correlateSharedProgram(text), { reads, writes: [y], sizes: numbers, threads });
    return;
  }
  const vectors = vectorsFor(sizes.outputs);
  const shape: CorrelateShape = {
    ...text,
    ...tileOf(constants.tapColumns, vectors),
    variant,
    vectors,
    tapColumns: constants.tapColumns,
    strideX: constants.strideX,
  };
  dispatch(gpu, correlateProgram(shape), {
    reads,
    writes: [y],
    sizes,
    threads: correlateThreads(shape, sizes),
  });
}
