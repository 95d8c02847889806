/** What our WebGPU kernels are compared in: ops and single kernels, run alike on whatever backend is current. */
import { affine, batchNormTrain } from '../../../workers/device/batchNorm';
import { relu } from '../../../workers/device/reluOp';
import {
  add,
  backend_util,
  engine,
  exp,
  findKernel,
  grads,
  logSoftmax,
  matMul,
  mean,
  mul,
  type NamedAttrMap,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '../../../workers/device/tf';
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
      // Far from 0 the mean itself is rounded, and with it all that follows.
      if (at !== undefined) return [first, second].filter((tensor) => tensor !== undefined);
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

/** A kernel of our own where the backend has it, and elsewhere what it stands for. */
function ownCase(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attrs: NamedAttrMap,
  formula: () => Tensor[],
): Tensor[] {
  if (findKernel(name) === undefined) return formula();
  const outputs = engine().runKernel<Tensor | Tensor[]>(name, inputs, attrs);
  return Array.isArray(outputs) ? outputs : [outputs];
}

const SGD = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, factor: -0.5 };

function sgdCase(shape: readonly number[], hasVelocity: boolean): KernelCase {
  return {
    name: `sgd [${shape.join()}]${hasVelocity ? ' with velocity' : ''}`,
    run: () => {
      const [weight, gradient, velocity] = [values(shape, 1), values(shape, 2), values(shape, 3)];
      return ownCase('RnpSgd', { weight, gradient, ...(hasVelocity ? { velocity } : {}) }, SGD, () => {
        const pull = add(mul(gradient, SGD.factor), mul(weight, SGD.weightDecay));
        const moved = hasVelocity ? add(mul(velocity, SGD.momentum), pull) : pull;
        return [sub(weight, mul(moved, SGD.learningRate)), moved];
      });
    },
  };
}

function mixCase(shape: readonly number[]): KernelCase {
  return {
    name: `mix [${shape.join()}]`,
    run: () => {
      const [x, y] = [values(shape, 1), values(shape, 2)];
      return ownCase('RnpMix', { x, y }, { a: 0.25, b: -3 }, () => [add(mul(x, 0.25), mul(y, -3))]);
    },
  };
}

function squaredSumCase(shape: readonly number[]): KernelCase {
  return {
    name: `squared sum [${shape.join()}]`,
    run: () => {
      const x = values(shape, 1);
      return ownCase('RnpSquaredSum', { x }, {}, () => [sum(square(x))]);
    },
  };
}

function crossEntropyCase(rows: number, classes: number, scale: number): KernelCase {
  return {
    name: `softmax cross-entropy [${rows},${classes}] of logits up to ${scale}`,
    run: () => {
      const logits = mul(values([rows, classes], 1), scale);
      const labels = new Float32Array(rows * classes);
      for (let row = 0; row < rows; row++) labels[row * classes + ((row * 7) % classes)] = 1;
      const oneHot = engine().makeTensor(labels, [rows, classes], 'float32');
      return ownCase('RnpSoftmaxCrossEntropy', { logits, oneHot }, {}, () => {
        const logShares = logSoftmax(logits);
        return [mul(sum(mul(logShares, oneHot)), -1 / rows), exp(logShares)];
      });
    },
  };
}

function affineConvolutionCase(conv: Case, hasRelu: boolean, hasResidual: boolean): KernelCase {
  const shapes = shapesOf(conv);
  return {
    name: `convolution with affine: ${conv.name}${hasRelu ? ' relu' : ''}${hasResidual ? ' residual' : ''}`,
    run: () => {
      const [x, filter, residual] = [values(shapes.x, 1), values(shapes.filter, 2), values(shapes.y, 3)];
      const [scale, shift] = [values([conv.outputs], 4), values([conv.outputs], 5)];
      const given = { x, filter, scale, shift, ...(hasResidual ? { residual } : {}) };
      return ownCase('RnpConv2DAffine', given, attributes(conv, { relu: hasRelu }), () => {
        const y = runKernel('Conv2D', { x, filter }, attributes(conv, {}));
        const moved = add(mul(y, scale), shift);
        const summed = hasResidual ? add(moved, residual) : moved;
        return [hasRelu ? relu(summed) : summed];
      });
    },
  };
}

const MATRICES: readonly KernelCase[] = [
  [5, 16, 8],
  [7, 13, 10],
  [32, 64, 10],
].map(([rows = 1, inner = 1, columns = 1]) => ({
  name: `matrices ${rows}x${inner}x${columns}`,
  run: () => [
    matMul(values([rows, inner], 1) as Tensor2D, values([inner, columns], 2) as Tensor2D),
    matMul(values([rows, inner], 1) as Tensor2D, values([columns, inner], 2) as Tensor2D, false, true),
    matMul(values([inner, rows], 1) as Tensor2D, values([inner, columns], 2) as Tensor2D, true, false),
    matMul(values([inner, rows], 1) as Tensor2D, values([columns, inner], 2) as Tensor2D, true, true),
  ],
}));

const REDUCTIONS: readonly KernelCase[] = [undefined, 0, [1, 2], [0, 1, 2], [0, 2], [3], [2, 1]].map(
  (axes) => ({
    name: `sum and mean over ${JSON.stringify(axes ?? 'all')}`,
    run: () => {
      const x = values([3, 5, 7, 4], 1);
      return [sum(x, axes), mean(x, axes), sum(x, axes, true)];
    },
  }),
);

/** Gradients of pooling [size, stride, pad] of images with ties and a channel count that does and does not divide by 4. */
const POOLINGS: readonly KernelCase[] = [4, 3].flatMap((channels) =>
  (
    [
      ['MaxPoolGrad', 2, 2, 'valid'],
      ['MaxPoolGrad', 3, 2, 1],
      ['MaxPoolGrad', 3, 1, 'same'],
      ['AvgPoolGrad', 2, 2, 'valid'],
      ['AvgPoolGrad', 3, 2, 'valid'],
      ['AvgPoolGrad', 3, 2, 1],
      ['AvgPoolGrad', 7, 1, 'valid'],
    ] as const
  ).map(([name, filterSize, strides, pad]) => ({
    name: `${name} ${filterSize}x${filterSize} stride ${strides} pad ${pad}, ${channels} channels`,
    run: () => {
      const shape = [2, 8, 7, channels];
      const rounded = makeValues(shape, 1).data.map((value) => Math.round(2 * value));
      const input = engine().makeTensor(rounded, shape, 'float32');
      const dy = values(
        backend_util.computePool2DInfo([2, 8, 7, channels], filterSize, strides, 1, pad).outShape,
        2,
      );
      return [runKernel(name, { dy, input, output: dy }, { filterSize, strides, pad })];
    },
  })),
);

const AFFINE_CONVOLUTIONS = CASES.filter(({ name }) =>
  ['13 channels, 7 outputs', '3x3 stride 2, odd size'].includes(name),
).flatMap((conv) => [
  affineConvolutionCase(conv, false, false),
  affineConvolutionCase(conv, true, false),
  affineConvolutionCase(conv, true, true),
]);

/** Those named after tiles are there for other kernels than ours. */
const CONVOLUTIONS = CASES.filter(({ name }) => !name.startsWith('tiles:')).map((conv) =>
  convolutionCase(conv, false),
);

/** Groups of cases, each small enough for one test. */
export const KERNEL_CASES = {
  convolution: CONVOLUTIONS,
  someConvolutions: CONVOLUTIONS.filter((_, index) => index % 3 === 0),
  depthwise: DEPTHWISE.map((conv) => convolutionCase(conv, true)),
  batchNorm: [
    ...BATCH_NORMS.flatMap((which) => [true, false].map((training) => batchNormCase(which, training))),
    RELU,
    ...(
      [
        [100, 1],
        [1000, 0.1],
      ] as const
    ).map((at) => batchNormCase({ shape: [8, 16, 16, 4], hasRelu: false, hasResidual: false, at }, true)),
  ],
  small: [
    ...[[64], [3, 5, 7]].flatMap((shape) => [sgdCase(shape, false), sgdCase(shape, true), mixCase(shape)]),
    ...[[1], [37], [123, 457]].map(squaredSumCase),
    crossEntropyCase(4, 10, 1),
    crossEntropyCase(9, 3, 80),
    crossEntropyCase(1, 100, 5),
    ...MATRICES,
    ...POOLINGS,
    ...REDUCTIONS,
  ],
  affine: AFFINE_CONVOLUTIONS,
} as const satisfies Record<string, readonly KernelCase[]>;

export type KernelGroup = keyof typeof KERNEL_CASES;
