import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { replaceConvolution } from '../replaceConvolution';
import { replaceKernel } from '../replaceKernel';
import { batchNormEval, batchNormEvalGrad } from './batchNormEval';
import { batchNormTrain, batchNormTrainGrad } from './batchNormTrain';
import { conv2D } from './conv2D';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import { availableVariants, type Variant } from './convolutionTile';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseBackprop';
import type { Gpu } from './gpu';
import { reluGrad } from './reluGrad';
import { mix, sgd } from './updates';

const BACKEND = 'webgpu';

type GpuKernel = (
  gpu: Gpu,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
) => TensorInfo | TensorInfo[] | undefined;

/** Kernels under names of our own, which run through `engine().runKernel(name, inputs, attrs)`. */
const OWN: Readonly<Record<string, GpuKernel>> = {
  RnpBatchNormTrain: batchNormTrain,
  RnpBatchNormTrainGrad: batchNormTrainGrad,
  RnpBatchNormEval: batchNormEval,
  RnpBatchNormEvalGrad: batchNormEvalGrad,
  RnpReluGrad: reluGrad,
  RnpSgd: sgd,
  RnpMix: mix,
};

/** Puts our kernels in the place of tfjs's for backend 'webgpu', and adds those of our own. `forced`: that variant only. */
export function registerWebgpuKernels(gpu: Gpu, forced?: Variant): void {
  const variant = forced ?? (availableVariants(gpu).includes('quad') ? 'quad' : 'plain');
  replaceConvolution(BACKEND, 'Conv2D', (x, filter, geometry) => conv2D(gpu, x, filter, geometry, variant));
  replaceConvolution(BACKEND, 'Conv2DBackpropInput', (dy, filter, geometry) =>
    conv2DBackpropInput(gpu, dy, filter, geometry, variant),
  );
  replaceConvolution(BACKEND, 'Conv2DBackpropFilter', (x, dy, geometry) =>
    conv2DBackpropFilter(gpu, x, dy, geometry, variant),
  );
  replaceConvolution(BACKEND, 'DepthwiseConv2dNativeBackpropInput', (dy, filter, geometry) =>
    depthwiseBackpropInput(gpu, dy, filter, geometry),
  );
  replaceConvolution(BACKEND, 'DepthwiseConv2dNativeBackpropFilter', (x, dy, geometry) =>
    depthwiseBackpropFilter(gpu, x, dy, geometry),
  );
  for (const [name, kernel] of Object.entries(OWN)) {
    replaceKernel(BACKEND, name, (inputs, attrs) => kernel(gpu, inputs, attrs));
  }
}
