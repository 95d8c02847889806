import { createHash } from 'node:crypto';
import type { NamedAttrMap } from '../../../workers/device/tf';
import { makeValues, runKernel, type Values } from './tensors';

const image = [9, 16, 16, 16];
const x = makeValues(image, 1);
const dy = makeValues(image, 3);
const filter = makeValues([3, 3, 16, 16], 2);
const gamma = makeValues([16], 4);
const padded = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
const halved = { ...padded, strides: 2 };
const small = makeValues([9, 8, 8, 16], 5);
const taps = makeValues([3, 3, 16, 1], 6);
const deep = makeValues([3, 4, 4, 128], 9);
const pool = { filterSize: 2, strides: 2, pad: 'valid' };
const [a, b] = [makeValues([37, 50], 10), makeValues([50, 10], 11)];
const dense = { transposeA: false, transposeB: false };
const oneHot = { shape: [5, 3], data: Float32Array.from({ length: 15 }, (_, at) => Number(at % 4 === 0)) };
const long = makeValues([100_003], 7);
const list = makeValues([100_003], 8);

const RUNS: readonly (readonly [name: string, inputs: Record<string, Values>, attrs: NamedAttrMap])[] = [
  ['Conv2D', { x, filter }, padded],
  ['Conv2D', { x, filter }, halved],
  ['Conv2DBackpropInput', { dy, filter }, { ...padded, inputShape: image }],
  ['Conv2DBackpropInput', { dy: small, filter }, { ...halved, inputShape: image }],
  ['Conv2DBackpropFilter', { x, dy }, { ...padded, filterShape: [3, 3, 16, 16] }],
  // Winograd's tiles with more channels than pixels.
  ['Conv2DBackpropFilter', { x: deep, dy: deep }, { ...padded, filterShape: [3, 3, 128, 128] }],
  ['Conv2DBackpropFilter', { x, dy: small }, { ...halved, filterShape: [3, 3, 16, 16] }],
  [
    'RnpConv2DAffine',
    { x, filter, scale: gamma, shift: gamma, residual: dy },
    { strides: 1, pad: 'same', relu: true },
  ],
  ['DepthwiseConv2dNativeBackpropInput', { dy, filter: taps }, { ...padded, inputShape: image }],
  ['DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...padded, filterShape: [3, 3, 16, 1] }],
  ['RnpBatchNormTrain', { x, gamma, beta: gamma, residual: dy }, { epsilon: 1e-5, relu: true }],
  [
    'RnpBatchNormTrainGrad',
    { dy, x, y: x, gamma, mean: gamma, inverseStd: gamma },
    { relu: true, residual: true },
  ],
  ['RnpBatchNormEval', { x, scale: gamma, shift: gamma }, { relu: true }],
  ['RnpBatchNormEvalGrad', { dy, x, y: x, scale: gamma }, { relu: true, residual: true }],
  ['RnpReluGrad', { dy, y: x }, {}],
  ['Add', { a: x, b: dy }, {}],
  ['Identity', { x }, {}],
  ['MaxPoolGrad', { dy: small, input: x, output: small }, pool],
  ['AvgPoolGrad', { dy: small, input: x }, pool],
  ['BatchMatMul', { a, b }, dense],
  ['BatchMatMul', { a, b: makeValues([10, 50], 12) }, { ...dense, transposeB: true }],
  ['BatchMatMul', { a, b: makeValues([37, 10], 13) }, { ...dense, transposeA: true }],
  ['RnpSoftmaxCrossEntropy', { logits: makeValues([5, 3], 14), oneHot }, {}],
  ['RnpMix', { x: long, y: list }, { a: 0.9, b: -0.1 }],
  ['RnpSquaredSum', { x: long }, {}],
  [
    'RnpSgd',
    { weight: long, gradient: list, velocity: list },
    { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, factor: -1 },
  ],
];

/** A digest of the bits of one run of every kernel: quick to compare. */
export function digestOfEveryKernel(): string {
  const hash = createHash('sha256');
  for (const { data } of RUNS.flatMap((run) => runKernel(...run))) hash.update(data);
  return hash.digest('hex');
}

/** One run of every kernel; all outputs in one list. */
export function runEveryKernel(): number[][] {
  return RUNS.flatMap((run) => runKernel(...run)).map(({ data }) => Array.from(data));
}

/** Kernels that {@link digestOfEveryKernel} runs. */
export const DIGESTED: ReadonlySet<string> = new Set(RUNS.map(([name]) => name));
