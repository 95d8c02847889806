import type { TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { conv2D } from './conv2D';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import type { Variant } from './convolutionTile';
import type { Gpu } from './gpu';
import type { VariedKernel } from './variantChoices';

/** A convolution or one of its gradients, in the variant that is asked for. */
type VariedConvolution = (
  gpu: Gpu,
  first: TensorInfo,
  second: TensorInfo,
  geometry: ConvolutionGeometry,
  variant: Variant,
) => TensorInfo;

/** The kernels that come in variants. */
export const VARIED: Readonly<Record<VariedKernel, VariedConvolution>> = {
  Conv2D: conv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
};

/** Runs a kernel in the variant chosen for its sizes. */
export function runVaried(
  gpu: Gpu,
  name: VariedKernel,
  first: TensorInfo,
  second: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  return VARIED[name](gpu, first, second, geometry, gpu.choices.choose(name, geometry));
}
