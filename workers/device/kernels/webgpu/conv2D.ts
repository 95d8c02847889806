import type { TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { isWide, type Variant } from './convolutionTile';
import { correlate, type Correlation } from './correlate';
import { type Gpu, makeFloats } from './gpu';

function toCorrelation(geometry: ConvolutionGeometry): Correlation {
  const { images, height, width, channels, outputs, rows, columns, tapRows, tapColumns } = geometry;
  return {
    contiguous: 'outputs',
    wideW: isWide(outputs),
    tapColumns,
    strideX: geometry.strideX,
    sizes: {
      ...{ images, height, width, channels, outputs, tapRows, rows, columns },
      ...{ strideY: geometry.strideY, firstY: -geometry.top, firstX: -geometry.left },
      ...{ yHeight: rows, yWidth: columns, yFirstY: 0, yFirstX: 0, yStepY: 1, yStepX: 1 },
      ...{ filterColumns: tapColumns, tapFirstY: 0, tapFirstX: 0, tapStepY: 1, tapStepX: 1 },
    },
  };
}

/** Convolution of x [images, height, width, channels] with filter [tap rows, tap columns, channels, outputs]. */
export function conv2D(
  gpu: Gpu,
  x: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
  variant: Variant,
): TensorInfo {
  const y = makeFloats(gpu, geometry.outShape);
  correlate(gpu, variant, toCorrelation(geometry), { x, w: filter, y });
  return y;
}

/** What follows the convolution in the same pass over its output. */
export interface Affine {
  /** [outputs] each. */
  readonly scale: TensorInfo;
  readonly shift: TensorInfo;
  /** Added before the ReLU; as the output. */
  readonly residual: TensorInfo | undefined;
  readonly relu: boolean;
}

/** relu?(convolution * scale + shift (+ residual)): a convolution with the batch norm of evaluation behind it. */
export function conv2DAffine(
  gpu: Gpu,
  x: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
  variant: Variant,
  affine: Affine,
): TensorInfo {
  const y = makeFloats(gpu, geometry.outShape);
  correlate(gpu, variant, toCorrelation(geometry), { x, w: filter, y, affine });
  return y;
}
