/** What our WebGPU kernels are compared in: ops and single kernels, run alike on whatever backend is current. */
import { affine, batchNormTrain } from '../../../workers/device/batchNorm';
import { relu } from '../../../workers/device/reluOp';
import { engine, grads, type NamedAttrMap, sum, mul, type Tensor } from '../../../workers/device/tf';
import { attributes, CASES, DEPTHWISE } from '../../unit/kernels/convolutionCases';
import { type Case, shapesOf } from '../../unit/kernels/referenceConvolution';
import { makeValues } from '../../unit/kernels/values';

/** Computes some tensors, which the caller owns, inside a scope that frees everything else. */
export interface KernelCase {
  readonly name: string;
  readonly run: () => Tensor[];
}

function values(shape: readonly number[], seed: number): Tensor {
  return engine().makeTensor(makeValues(shape, seed).data, [...shape], 'float32');
}

function runKernel(name: string, inputs: Record<string, Tensor>, attrs: NamedAttrMap): Tensor {
  return engine().runKernel<Tensor>(name, inputs, attrs);
}

function convolutionCase(conv: Case, depthwise: boolean): KernelCase {
  const shapes = shapesOf(conv, depthwise);
  const gradient = depthwise ? 'DepthwiseConv2dNativeBackprop' : 'Conv2DBackprop';
  return {
    name: `${depthwise ? 'depthwise ' : ''}${conv.name}`,
    run: () => {
      const [x, filter, dy] = [values(shapes.x, 1), values(shapes.filter, 2), values(shapes.y, 3)];
      const backward = [
        runKernel(`${gradient}Input`, { dy, filter }, attributes(conv, { inputShape: [...x.shape] })),
        runKernel(`${gradient}Filter`, { x, dy }, attributes(conv, { filterShape: [...filter.shape] })),
      ];
      return depthwise ? backward : [runKernel('Conv2D', { x, filter }, attributes(conv, {})), ...backward];
    },
  };
}

interface BatchNormCase {
  readonly shape: readonly number[];
  readonly hasRelu: boolean;
  readonly hasResidual: boolean;
  /** Mean and spread of x. */
  readonly at?: readonly [mean: number, spread: number];
}

/** Output, statistics and all gradients of batch norm in training, or of a fixed scale and shift. */
function batchNormCase(which: BatchNormCase, training: boolean): KernelCase {
  const { shape, hasRelu, hasResidual, at } = which;
  const channels = [shape.at(-1) ?? 1];
  const options = `${hasRelu ? ' relu' : ''}${hasResidual ? ' residual' : ''}`;
  return {
    name: `batch norm in ${training ? 'training' : 'evaluation'} [${shape.join()}]${options}${at === undefined ? '' : ` around ${at[0]}`}`,
    run: () => {
      const [mean, spread] = at ?? [0, 1];
      const { data } = makeValues(shape, 1);
      const shifted = data.map((value) => mean + spread * value);
      const x = engine().makeTensor(shifted, [...shape], 'float32');
      const [gamma, beta, residual, dy] = [
        values(channels, 2),
        values(channels, 3),
        values(shape, 4),
        values(shape, 5),
      ] as const;
      const statistics: Tensor[] = [];
      const pass = (a: Tensor, b: Tensor, c: Tensor, d: Tensor): Tensor => {
        const fused = { relu: hasRelu, residual: hasResidual ? d : null };
        if (!training) return affine(a, b, c, fused);
        const result = batchNormTrain(a, b, c, { ...fused, epsilon: 1e-3 });
        statistics.push(result.mean, result.variance);
        return result.y;
      };
      const y = pass(x, gamma, beta, residual);
      const inputs = hasResidual ? [x, gamma, beta, residual] : [x, gamma, beta];
      const loss = (a: Tensor, b: Tensor, c: Tensor, d?: Tensor): Tensor =>
        sum(mul(pass(a, b, c, d ?? residual), dy));
      // tfjs counts the parameters of what it differentiates.
      const differentiated = hasResidual ? loss : (a: Tensor, b: Tensor, c: Tensor) => loss(a, b, c);
      const gradients = grads(differentiated)(inputs);
      const [first, second, ...repeated] = statistics;
      for (const tensor of repeated) tensor.dispose();
      return [y, ...gradients, ...[first, second].filter((tensor) => tensor !== undefined)];
    },
  };
}

const SHAPES = [
  [5, 3, 3, 16],
  [2, 5, 7, 3],
  [3, 4, 4, 10],
  [9, 128],
  [3, 37, 4],
];
const BATCH_NORMS: readonly BatchNormCase[] = SHAPES.flatMap((shape) =>
  [false, true].flatMap((hasRelu) => [false, true].map((hasResidual) => ({ shape, hasRelu, hasResidual }))),
);
const RELU: KernelCase = {
  name: 'relu',
  run: () => grads((x: Tensor) => sum(mul(relu(x), values([3, 5, 7], 2))))([values([3, 5, 7], 1)]),
};

/** Groups of cases, each small enough for one test. */
export const KERNEL_CASES = {
  convolution: CASES.map((conv) => convolutionCase(conv, false)),
  depthwise: DEPTHWISE.map((conv) => convolutionCase(conv, true)),
  batchNorm: [
    ...BATCH_NORMS.flatMap((which) => [true, false].map((training) => batchNormCase(which, training))),
    RELU,
  ],
} as const satisfies Record<string, readonly KernelCase[]>;

export type KernelGroup = keyof typeof KERNEL_CASES;
