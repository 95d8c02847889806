import type { TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { phasesOf, type Phase } from '../phases';
import { isWide, type Variant } from './convolutionTile';
import { correlate, type Correlation } from './correlate';
import { clear, type Gpu, makeFloats } from './gpu';

/** A phase reads dy with its taps in reverse order and writes every stride-th pixel of dx. */
function toCorrelation(y: Phase, x: Phase, geometry: ConvolutionGeometry): Correlation {
  const { images, height, width, channels, outputs, rows, columns, strideY, strideX } = geometry;
  return {
    contiguous: 'channels',
    wideW: isWide(outputs),
    tapColumns: x.taps,
    strideX: 1,
    sizes: {
      ...{ images, height: rows, width: columns, channels: outputs, outputs: channels },
      ...{ tapRows: y.taps, strideY: 1, firstY: y.first, firstX: x.first },
      ...{ rows: y.positions, columns: x.positions, yHeight: height, yWidth: width },
      ...{ yFirstY: y.phase, yFirstX: x.phase, yStepY: strideY, yStepX: strideX },
      ...{ filterColumns: geometry.tapColumns, tapStepY: -strideY, tapStepX: -strideX },
      tapFirstY: y.firstTap + (y.taps - 1) * strideY,
      tapFirstX: x.firstTap + (x.taps - 1) * strideX,
    },
  };
}

/**
 * Gradient of a convolution with respect to its input. Stride 1: one correlation of dy [images, rows, columns, outputs]
 * with the filter turned round; stride s: s x s such correlations with a part of the taps each. Pixels that meet no tap
 * cost no dispatch: dx is cleared for them.
 */
export function conv2DBackpropInput(
  gpu: Gpu,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
  variant: Variant,
): TensorInfo {
  const dx = makeFloats(gpu, geometry.inShape);
  const phasesY = phasesOf(geometry.height, geometry.tapRows, geometry.strideY, geometry.top);
  const phasesX = phasesOf(geometry.width, geometry.tapColumns, geometry.strideX, geometry.left);
  if ([...phasesY, ...phasesX].some(({ taps }) => taps === 0)) clear(gpu, dx);
  for (const y of phasesY) {
    for (const x of phasesX) {
      if (y.taps * x.taps === 0) continue;
      correlate(gpu, variant, toCorrelation(y, x, geometry), { x: dy, w: filter, y: dx });
    }
  }
  return dx;
}
