import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { type ConvolutionGeometry, MOST_TAP_COLUMNS, resolveGeometry } from '../convolutionGeometry';
import { requireInput } from '../inputs';
import { type ConvolutionKernel, replaceConvolution } from '../replaceConvolution';
import { replaceKernel, restoreKernel } from '../replaceKernel';
import { batchNormEval, batchNormEvalGrad } from './batchNormEval';
import { batchNormTrain, batchNormTrainGrad } from './batchNormTrain';
import { conv2DAffine } from './conv2D';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseBackprop';
import type { Gpu } from './gpu';
import { matMul } from './matMul';
import { avgPoolGrad, maxPoolGrad } from './poolGradient';
import { reduceAxes } from './reduceAxes';
import { rememberGpu } from './registeredGpu';
import { reluGrad } from './reluGrad';
import { softmaxCrossEntropy } from './softmaxCrossEntropy';
import { squaredSum } from './squaredSum';
import { mix, sgd } from './updates';
import { VARIED_KERNELS } from './variantChoices';
import { runVaried } from './variedKernels';

const BACKEND = 'webgpu';

type GpuKernel = (
  gpu: Gpu,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
) => TensorInfo | TensorInfo[] | undefined;

/**
 * Kernel `RnpConv2DAffine`: y = relu?(conv(x, filter) * scale + shift (+ residual)). Inputs x, filter as those of Conv2D,
 * scale and shift [O], optional residual as y; attributes strides, pad as those of Conv2D, and relu.
 */
function convolutionWithAffine(
  gpu: Gpu,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const [x, filter] = [requireInput(inputs, 'x'), requireInput(inputs, 'filter')];
  const geometry = resolveGeometry(x.shape, filter.shape, attrs);
  if (geometry === undefined || !isCovered(geometry)) return undefined;
  return conv2DAffine(gpu, x, filter, geometry, gpu.choices.choose('Conv2D', geometry), {
    scale: requireInput(inputs, 'scale'),
    shift: requireInput(inputs, 'shift'),
    residual: inputs.residual,
    relu: attrs.relu === true,
  });
}

/** Kernels under names of our own, which run through `engine().runKernel(name, inputs, attrs)`, and small ones of tfjs's. */
const KERNELS: Readonly<Record<string, GpuKernel>> = {
  RnpBatchNormTrain: batchNormTrain,
  RnpBatchNormTrainGrad: batchNormTrainGrad,
  RnpBatchNormEval: batchNormEval,
  RnpBatchNormEvalGrad: batchNormEvalGrad,
  RnpMix: mix,
  RnpReluGrad: reluGrad,
  RnpSgd: sgd,
  RnpSoftmaxCrossEntropy: softmaxCrossEntropy,
  RnpSquaredSum: squaredSum,
  AvgPoolGrad: avgPoolGrad,
  BatchMatMul: matMul,
  MaxPoolGrad: maxPoolGrad,
  Mean: (gpu, inputs, attrs) => reduceAxes(gpu, inputs, attrs, true),
  Sum: (gpu, inputs, attrs) => reduceAxes(gpu, inputs, attrs, false),
};

function isCovered({ tapColumns, images }: ConvolutionGeometry): boolean {
  return tapColumns <= MOST_TAP_COLUMNS && images > 0;
}

function registerConvolution(gpu: Gpu, name: string, kernel: ConvolutionKernel): void {
  replaceConvolution(BACKEND, name, (first, second, geometry) =>
    isCovered(geometry) ? gpu.pipelines.within(name, () => kernel(first, second, geometry)) : undefined,
  );
}

/** Puts our kernels in the place of tfjs's for backend 'webgpu', and adds those of our own. */
export function registerWebgpuKernels(gpu: Gpu): void {
  rememberGpu(gpu);
  for (const name of VARIED_KERNELS) {
    registerConvolution(gpu, name, (first, second, geometry) =>
      runVaried(gpu, name, first, second, geometry),
    );
  }
  registerConvolution(gpu, 'DepthwiseConv2dNativeBackpropInput', (dy, filter, geometry) =>
    depthwiseBackpropInput(gpu, dy, filter, geometry),
  );
  registerConvolution(gpu, 'DepthwiseConv2dNativeBackpropFilter', (x, dy, geometry) =>
    depthwiseBackpropFilter(gpu, x, dy, geometry),
  );
  const register = (name: string, kernel: GpuKernel): void =>
    replaceKernel(BACKEND, name, (inputs, attrs) =>
      gpu.pipelines.within(name, () => kernel(gpu, inputs, attrs)),
    );
  for (const [name, kernel] of Object.entries(KERNELS)) register(name, kernel);
  // An emulated card compiles long programs in more time than passes over the outputs take it in a whole run.
  if (gpu.software) restoreKernel(BACKEND, 'RnpConv2DAffine');
  else register('RnpConv2DAffine', convolutionWithAffine);
}

/** Gives a kernel back to tfjs, or takes it away if it is one of our own: its callers have another way. */
export function giveUpKernel(name: string): void {
  restoreKernel(BACKEND, name);
}
