import type { TensorInfo } from '../tf';
import { type ConvolutionGeometry, resolveGeometry } from './convolutionGeometry';
import { requireInput, requireShape } from './inputs';
import { replaceKernel } from './replaceKernel';

/** A convolution or one of its gradients; undefined where it does not cover the sizes. */
export type ConvolutionKernel = (
  first: TensorInfo,
  second: TensorInfo,
  geometry: ConvolutionGeometry,
) => TensorInfo | undefined;

/** Inputs of the kernels of convolutions; shapes that no input has come as attributes. */
const INPUT_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  Conv2D: ['x', 'filter'],
  Conv2DBackpropInput: ['dy', 'filter'],
  Conv2DBackpropFilter: ['x', 'dy'],
  DepthwiseConv2dNativeBackpropInput: ['dy', 'filter'],
  DepthwiseConv2dNativeBackpropFilter: ['x', 'dy'],
};

/** Puts a convolution kernel in the place of tfjs's where {@link resolveGeometry} knows its sizes. */
export function replaceConvolution(
  backendName: string,
  kernelName: keyof typeof INPUT_NAMES,
  kernel: ConvolutionKernel,
): void {
  const [first, second] = INPUT_NAMES[kernelName] ?? ['x', 'filter'];
  const depthwise = kernelName.startsWith('Depthwise');
  replaceKernel(backendName, kernelName, (inputs, attrs) => {
    const inShape = inputs.x?.shape ?? requireShape(attrs, 'inputShape');
    const filterShape = inputs.filter?.shape ?? requireShape(attrs, 'filterShape');
    const geometry = resolveGeometry(inShape, filterShape, attrs, depthwise);
    if (geometry === undefined) return undefined;
    return kernel(requireInput(inputs, first), requireInput(inputs, second), geometry);
  });
}
