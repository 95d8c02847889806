import { batchNormEval } from './batchNormEval';
import { batchNormEvalGrad, batchNormTrainGrad } from './batchNormGradient';
import { batchNormTrain } from './batchNormTrain';
import { conv2D } from './conv2D';
import { conv2DAffine } from './conv2DAffine';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseBackprop';
import { addEqual, mix, reluGrad, sgd, squaredSum } from './elementwise';
import type { WasmHeap } from './heap';
import { identity } from './identity';
import { matMul } from './matMul';
import { avgPoolGrad, maxPoolGrad } from './poolGradient';
import { softmaxCrossEntropy } from './softmaxCrossEntropy';
import { replaceConvolution } from '../replaceConvolution';
import { type Kernel, replaceKernel } from '../replaceKernel';

const BACKEND = 'wasm';

function register(kernelName: string, kernel: Kernel): void {
  replaceKernel(BACKEND, kernelName, kernel);
}

/**
 * Puts our kernels in the place of tfjs's for backend 'wasm', and adds the fused ones under names of our own (`Rnp...`),
 * which run through `engine().runKernel(name, inputs, attrs)`. May be called again with a new heap.
 */
export function registerWasmKernels(heap: WasmHeap): void {
  replaceConvolution(BACKEND, 'Conv2D', (x, filter, geometry) => conv2D(heap, x, filter, geometry));
  replaceConvolution(BACKEND, 'Conv2DBackpropInput', (dy, filter, geometry) =>
    conv2DBackpropInput(heap, dy, filter, geometry),
  );
  replaceConvolution(BACKEND, 'Conv2DBackpropFilter', (x, dy, geometry) =>
    conv2DBackpropFilter(heap, x, dy, geometry),
  );
  replaceConvolution(BACKEND, 'DepthwiseConv2dNativeBackpropInput', (dy, filter, geometry) =>
    depthwiseBackpropInput(heap, dy, filter, geometry),
  );
  replaceConvolution(BACKEND, 'DepthwiseConv2dNativeBackpropFilter', (x, dy, geometry) =>
    depthwiseBackpropFilter(heap, x, dy, geometry),
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
