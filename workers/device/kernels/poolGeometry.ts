import { backend_util, type NamedAttrMap } from '../tf';
import { type ConvolutionGeometry, geometryOf } from './convolutionGeometry';

type Shape4 = [number, number, number, number];

/** Attributes of tfjs's kernels MaxPoolGrad and AvgPoolGrad. */
interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** A pooling window that slides over images; its `outputs` are its channels. */
export interface PoolGeometry extends ConvolutionGeometry {
  /** Whether windows reach over the border of the images. */
  readonly hasBorder: boolean;
}

/** Resolves the window of a pooling gradient, for an input [images, height, width, channels], the way tfjs does. */
export function resolvePool(inShape: readonly number[], attrs: NamedAttrMap): PoolGeometry {
  // tfjs checks the attributes of its own kernels before it calls them.
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttributes;
  const info = backend_util.computePool2DInfo(
    inShape as Shape4,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = info.padInfo;
  return { ...geometryOf(info), hasBorder: top + bottom + left + right > 0 };
}
