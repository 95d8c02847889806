import type { TensorInfo } from '../../tf';
import { batchNormEval } from './batchNormEval';
import { batchNormEvalGrad, batchNormTrainGrad } from './batchNormGradient';
import { batchNormTrain } from './batchNormTrain';
import { conv2D } from './conv2D';
import { conv2DAffine } from './conv2DAffine';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import { resolveGeometry, type ConvolutionGeometry } from '../convolutionGeometry';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseBackprop';
import { addEqual, mix, reluGrad, sgd, squaredSum } from './elementwise';
import type { WasmHeap } from './heap';
import { identity } from './identity';
import { matMul } from './matMul';
import { avgPoolGrad, maxPoolGrad } from './poolGradient';
import { softmaxCrossEntropy } from './softmaxCrossEntropy';
import { requireInput, requireShape } from '../inputs';
import { type Kernel, replaceKernel } from '../replaceKernel';

const BACKEND = 'wasm';

function register(kernelName: string, kernel: Kernel): void {
  replaceKernel(BACKEND, kernelName, kernel);
}

type ConvolutionKernel = (
  heap: WasmHeap,
  first: TensorInfo,
  second: TensorInfo,
  geometry: ConvolutionGeometry,
) => TensorInfo;

/** Registers a convolution kernel; each of its two shapes comes from an input or from an attribute. */
function registerConvolution(
  heap: WasmHeap,
  kernelName: string,
  kernel: ConvolutionKernel,
  inputNames: readonly [string, string],
  depthwise = false,
): void {
  register(kernelName, (inputs, attrs) => {
    const inShape = inputs.x?.shape ?? requireShape(attrs, 'inputShape');
    const filterShape = inputs.filter?.shape ?? requireShape(attrs, 'filterShape');
    const geometry = resolveGeometry(inShape, filterShape, attrs, depthwise);
    if (geometry === undefined) return undefined;
    return kernel(heap, requireInput(inputs, inputNames[0]), requireInput(inputs, inputNames[1]), geometry);
  });
}

/**
 * Puts our kernels in the place of tfjs's for backend 'wasm', and adds the fused ones under names of our own (`Rnp...`),
 * which run through `engine().runKernel(name, inputs, attrs)`. May be called again with a new heap.
 */
export function registerWasmKernels(heap: WasmHeap): void {
  registerConvolution(heap, 'Conv2D', conv2D, ['x', 'filter']);
  registerConvolution(heap, 'Conv2DBackpropInput', conv2DBackpropInput, ['dy', 'filter']);
  registerConvolution(heap, 'Conv2DBackpropFilter', conv2DBackpropFilter, ['x', 'dy']);
  registerConvolution(
    heap,
    'DepthwiseConv2dNativeBackpropInput',
    depthwiseBackpropInput,
    ['dy', 'filter'],
    true,
  );
  registerConvolution(
    heap,
    'DepthwiseConv2dNativeBackpropFilter',
    depthwiseBackpropFilter,
    ['x', 'dy'],
    true,
  );
  register('Identity', (inputs) => identity(heap, inputs));
  register('RnpBatchNormTrain', (inputs, attrs) => batchNormTrain(heap, inputs, attrs));
  register('RnpBatchNormTrainGrad', (inputs, attrs) => batchNormTrainGrad(heap, inputs, attrs));
  register('RnpBatchNormEval', (inputs, attrs) => batchNormEval(heap, inputs, attrs));
  register('RnpBatchNormEvalGrad', (inputs, attrs) => batchNormEvalGrad(heap, inputs, attrs));
  register('RnpConv2DAffine', (inputs, attrs) => conv2DAffine(heap, inputs, attrs));
  register('RnpReluGrad', (inputs) => reluGrad(heap, inputs));
  register('RnpMix', (inputs, attrs) => mix(heap, inputs, attrs));
  register('RnpSgd', (inputs, attrs) => sgd(heap, inputs, attrs));
  register('RnpSquaredSum', (inputs) => squaredSum(heap, inputs));
  register('BatchMatMul', (inputs, attrs) => matMul(heap, inputs, attrs));
  register('MaxPoolGrad', (inputs, attrs) => maxPoolGrad(heap, inputs, attrs));
  register('AvgPoolGrad', (inputs, attrs) => avgPoolGrad(heap, inputs, attrs));
  register('RnpSoftmaxCrossEntropy', (inputs) => softmaxCrossEntropy(heap, inputs));
  register('Add', (inputs) => addEqual(heap, inputs));
}
