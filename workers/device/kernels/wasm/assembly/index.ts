/**
 * Kernels in AssemblyScript that work on the heap of tfjs-backend-wasm itself: every argument of type `usize` is a byte
 * offset into that heap. The module must have no static data (it would overwrite tfjs's own), hence plain loops over
 * pointers only: no arrays, no strings, no objects. All numbers are float32, all images NHWC.
 */
export { convolve } from './convolve';
export { fillZero, packFlippedWeights, packWeights, padImages } from './packing';
export { accumulateFilterGradient, packColumns, packOutputs, unpackFilterGradient } from './filterGradient';
export { batchNormEval, batchNormTrain } from './batchNorm';
export { batchNormEvalGradient, batchNormTrainGradient } from './batchNormGradient';
export { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { reluGradient } from './relu';
