import { backend_util, type NamedAttrMap } from '../tf';

/** Sizes of a 2-D convolution, NHWC without dilation; all in pixels or channels. */
export interface ConvolutionGeometry {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly tapRows: number;
  readonly tapColumns: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
  readonly filterShape: readonly number[];
}

/** Taps in a row up to which every backend has its own kernel: more make a shader that takes long to compile. */
export const MOST_TAP_COLUMNS = 11;

type Shape4 = [number, number, number, number];

/** Attributes shared by tfjs's kernels Conv2D, Conv2DBackprop* and DepthwiseConv2dNativeBackprop*. */
interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Resolves strides and padding the way tfjs does.
 * @returns undefined where our kernels do not apply: NCHW, dilation, groups
 */
export function resolveGeometry(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap,
  depthwise = false,
): ConvolutionGeometry | undefined {
  // tfjs checks the attributes of its own kernels before it calls them.
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = attrs as unknown as ConvolutionAttributes;
  if (dataFormat === 'NCHW') return undefined;
  if (!depthwise && inShape[3] !== filterShape[2]) return undefined;
  const info = backend_util.computeConv2DInfo(
    inShape as Shape4,
    filterShape as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  if (info.dilationHeight !== 1 || info.dilationWidth !== 1) return undefined;
  return geometryOf(info);
}

/** tfjs's description of a window that slides over images, in our words. */
export function geometryOf(info: backend_util.Conv2DInfo): ConvolutionGeometry {
  return {
    images: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    tapRows: info.filterHeight,
    tapColumns: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    rows: info.outHeight,
    columns: info.outWidth,
    outputs: info.outChannels,
    inShape: info.inShape,
    outShape: info.outShape,
    filterShape: info.filterShape,
  };
}
