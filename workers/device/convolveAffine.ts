/** A convolution and the batch norm with fixed statistics behind it, as one op. It has no gradient: for inference only. */
import { affine, type FusedOptions } from './batchNorm';
import { MOST_TAP_COLUMNS } from './kernels/convolutionGeometry';
import { conv2d, engine, findKernel, type Tensor, type Tensor4D } from './tf';

/** Rows and columns of zeros on each side, as tfjs wants them for NHWC. */
export type Pads = [[number, number], [number, number], [number, number], [number, number]];

/**
 * relu?(conv(x, filter) * scale + shift (+ residual)). x [N, H, W, C]; filter [kh, kw, C, O]; scale, shift [O]; residual as
 * the output. Call it inside `tidy`.
 */
export function convolveAffine(
  x: Tensor4D,
  filter: Tensor4D,
  geometry: { readonly stride: number; readonly pads: Pads },
  scale: Tensor,
  shift: Tensor,
  options: FusedOptions,
): Tensor {
  const { stride, pads } = geometry;
  const isFused = findKernel('RnpConv2DAffine') !== undefined && filter.shape[1] <= MOST_TAP_COLUMNS;
  if (!isFused) {
    return affine(conv2d(x, filter, stride, pads), scale, shift, options);
  }
  const { relu, residual } = options;
  const inputs = { x, filter, scale, shift, ...(residual === null ? {} : { residual }) };
  const attributes = { strides: [stride, stride], pad: pads, dataFormat: 'NHWC', dilations: [1, 1], relu };
  return engine().runKernel<Tensor>('RnpConv2DAffine', inputs, attributes);
}
