import { util, type TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { isWide, type Variant, vectorsFor } from './convolutionTile';
import { filterGradientProgram, filterGradientThreads } from './filterGradientShader';
import { filterGradientSharedProgram, filterGradientSharedThreads } from './filterGradientSharedShader';
import { dispatch, type Gpu, makeFloats, withScratch } from './gpu';
import { sumShares } from './sumShares';

/** Threads that keep a device busy: more only add to what has to be summed afterwards. */
const BUSY_THREADS = { software: 512, hardware: 16384 } as const;

/** Runs a program over all shares of the pixels; `threads` is what one share takes. */
interface Plan {
  readonly threads: number;
  readonly run: (target: TensorInfo, shares: number) => void;
}

function planOf(
  gpu: Gpu,
  x: TensorInfo,
  dy: TensorInfo,
  geometry: ConvolutionGeometry,
  variant: Variant,
): Plan {
  const { images, height, width, channels, outputs, rows, columns, tapRows, tapColumns } = geometry;
  const { strideY, strideX, top, left } = geometry;
  const sizes = { images, height, width, channels, outputs, tapRows, rows, columns, strideY, top, left };
  const widths = { wideX: isWide(channels), wideY: isWide(outputs) };
  const reads = [x, dy];
  if (variant === 'shared') {
    const program = filterGradientSharedProgram(widths);
    const threads = filterGradientSharedThreads(geometry);
    const run: Plan['run'] = (target, shares) =>
      dispatch(gpu, program, {
        reads,
        writes: [target],
        sizes: { ...sizes, shares, tapColumns, strideX },
        threads: threads * shares,
      });
    return { threads, run };
  }
  const vectors = vectorsFor(outputs);
  const program = filterGradientProgram({ ...widths, variant, vectors, tapColumns, strideX });
  const threads = filterGradientThreads(geometry);
  const run: Plan['run'] = (target, shares) =>
    dispatch(gpu, program, {
      reads,
      writes: [target],
      sizes: { ...sizes, shares },
      threads: threads * shares,
    });
  return { threads, run };
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
  const dw = makeFloats(gpu, geometry.filterShape);
  const { threads, run } = planOf(gpu, x, dy, geometry, variant);
  const wanted = Math.ceil((gpu.software ? BUSY_THREADS.software : BUSY_THREADS.hardware) / threads);
  const shares = Math.max(1, Math.min(wanted, geometry.images * geometry.rows));
  if (shares === 1) {
    run(dw, 1);
    return dw;
  }
  const size = util.sizeFromShape(dw.shape);
  withScratch(gpu, shares * size, (parts) => {
    run(parts, shares);
    sumShares(gpu, parts, dw, { shares, size });
  });
  return dw;
}
