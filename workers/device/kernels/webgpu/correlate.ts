import type { TensorInfo } from '../../tf';
import type { Affine } from './conv2D';
import { isWide, type Variant } from './convolutionTile';
import {
  correlateProgram,
  type CorrelateShape,
  type CorrelateSize,
  correlateThreads,
} from './correlateShader';
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

/** Rows of up to four pixels leave half of an eight-pixel tile idle. */
function tileOf(columns: number): { readonly rows: number; readonly columns: number } {
  return columns <= 4 ? { rows: 2, columns: 4 } : { rows: 1, columns: 8 };
}

/** Writes a correlation of x with w into y, all of it or the pixels of one phase. */
export function correlate(
  gpu: Gpu,
  variant: Variant,
  { sizes, ...constants }: Correlation,
  { x, w, y, affine }: CorrelationTensors,
): void {
  const shape: CorrelateShape = {
    ...constants,
    ...tileOf(sizes.columns),
    variant,
    wideX: isWide(sizes.channels),
    wideY: isWide(sizes.outputs),
    ...(affine === undefined
      ? {}
      : { affine: { relu: affine.relu, residual: affine.residual !== undefined } }),
  };
  const extra =
    affine === undefined
      ? []
      : [affine.scale, affine.shift, ...(affine.residual === undefined ? [] : [affine.residual])];
  dispatch(gpu, correlateProgram(shape), {
    reads: [x, w, ...extra],
    writes: [y],
    sizes,
    threads: correlateThreads(shape, sizes),
  });
}
