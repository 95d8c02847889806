import { util, type TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { isWide, type Variant } from './convolutionTile';
import {
  type FilterGradientShape,
  filterGradientProgram,
  filterGradientThreads,
} from './filterGradientShader';
import { dispatch, type Gpu, makeFloats, withScratch } from './gpu';
import { sumShares } from './sumShares';

/** Threads that keep a device busy: more only add to what has to be summed afterwards. */
const BUSY_THREADS = { software: 1000, hardware: 16384 } as const;

function sharesOf(gpu: Gpu, geometry: ConvolutionGeometry): number {
  const wanted = gpu.software ? BUSY_THREADS.software : BUSY_THREADS.hardware;
  const shares = Math.ceil(wanted / filterGradientThreads(geometry));
  return Math.max(1, Math.min(shares, geometry.images * geometry.rows));
}

/**
 * Gradient of a convolution with respect to its filter [tap rows, tap columns, channels, outputs], from
 * x [images, height, width, channels] and dy [images, rows, columns, outputs].
 */
export function conv2DBackpropFilter(
  gpu: Gpu,
  x: TensorInfo,
  dy: TensorInfo,
  geometry: ConvolutionGeometry,
  variant: Variant,
): TensorInfo {
  const { images, height, width, channels, outputs, rows, columns, tapRows, tapColumns } = geometry;
  const dw = makeFloats(gpu, geometry.filterShape);
  const shares = sharesOf(gpu, geometry);
  const shape: FilterGradientShape = {
    variant,
    tapColumns,
    strideX: geometry.strideX,
    wideX: isWide(channels),
    wideY: isWide(outputs),
  };
  const run = (target: TensorInfo): void =>
    dispatch(gpu, filterGradientProgram(shape), {
      reads: [x, dy],
      writes: [target],
      sizes: {
        ...{ images, height, width, channels, outputs, tapRows, rows, columns, shares },
        ...{ strideY: geometry.strideY, top: geometry.top, left: geometry.left },
      },
      threads: filterGradientThreads(geometry) * shares,
    });
  if (shares === 1) {
    run(dw);
    return dw;
  }
  const size = util.sizeFromShape(dw.shape);
  withScratch(gpu, shares * size, (parts) => {
    run(parts);
    sumShares(gpu, parts, dw, { shares, size });
  });
  return dw;
}
