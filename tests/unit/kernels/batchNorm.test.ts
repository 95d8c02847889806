import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from './nodeWasm';
import { makeValues, relativeError, runKernel, type Values } from './tensors';

const EPSILON = 1e-3;
const LARGEST_ERROR = 1e-5;

interface Case {
  readonly name: string;
  readonly shape: readonly number[];
  readonly relu: boolean;
  readonly residual: boolean;
}

const SHAPES = [
  [5, 3, 3, 16],
  [2, 5, 7, 3],
  [3, 4, 4, 10],
  [9, 128],
  [3, 37, 4],
];
const CASES: readonly Case[] = SHAPES.flatMap((shape) =>
  [false, true].flatMap((relu) =>
    [false, true].map((residual) => ({
      name: `[${shape.join()}]${relu ? ' relu' : ''}${residual ? ' residual' : ''}`,
      shape,
      relu,
      residual,
    })),
  ),
);

interface Inputs {
  readonly x: Values;
  readonly gamma: Values;
  readonly beta: Values;
  readonly residual: Values;
}

function inputsOf({ shape }: Case): Inputs {
  const channels = [shape.at(-1) ?? 1];
  return {
    x: makeValues(shape, 1),
    gamma: makeValues(channels, 2),
    beta: makeValues(channels, 3),
    residual: makeValues(shape, 4),
  };
}

/** What one channel of one pixel becomes, in double precision; the parts by name, so that each can be nudged. */
type Part = 'x' | 'gamma' | 'beta' | 'residual';
type Doubles = Record<Part, Float64Array>;

function toDoubles(inputs: Inputs): Doubles {
  return {
    x: Float64Array.from(inputs.x.data),
    gamma: Float64Array.from(inputs.gamma.data),
    beta: Float64Array.from(inputs.beta.data),
    residual: Float64Array.from(inputs.residual.data),
  };
}

const at = (values: Float64Array, index: number): number => values[index] ?? NaN;

function momentsOf(x: Float64Array, channels: number): { mean: Float64Array; variance: Float64Array } {
  const pixels = x.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  x.forEach((value, index) => (mean[index % channels] = at(mean, index % channels) + value / pixels));
  x.forEach((value, index) => {
    const c = index % channels;
    variance[c] = at(variance, c) + (value - at(mean, c)) ** 2 / pixels;
  });
  return { mean, variance };
}

/** Batch normalisation from its definition. `train` false: gamma and beta are plain scale and shift. */
function forward(values: Doubles, { relu, residual }: Case, train: boolean): Float64Array {
  const channels = values.gamma.length;
  const { mean, variance } = momentsOf(values.x, channels);
  return values.x.map((value, index) => {
    const c = index % channels;
    const normal = train ? (value - at(mean, c)) / Math.sqrt(at(variance, c) + EPSILON) : value;
    const sum =
      normal * at(values.gamma, c) + at(values.beta, c) + (residual ? at(values.residual, index) : 0);
    return relu ? Math.max(0, sum) : sum;
  });
}

/** Derivative of sum(dy * y) by central differences, part by part. */
function differences(values: Doubles, part: Part, dy: Values, which: Case, train: boolean): Float64Array {
  const step = 1e-6;
  const loss = (): number =>
    forward(values, which, train).reduce((sum, y, i) => sum + y * (dy.data[i] ?? NaN), 0);
  return values[part].map((original, index) => {
    values[part][index] = original + step;
    const above = loss();
    values[part][index] = original - step;
    const below = loss();
    values[part][index] = original;
    return (above - below) / (2 * step);
  });
}

beforeAll(async () => {
  await startWasm();
});

describe.each(CASES)('batch norm in training $name', (which) => {
  const inputs = inputsOf(which);
  const { relu, residual } = which;
  const given = {
    x: inputs.x,
    gamma: inputs.gamma,
    beta: inputs.beta,
    ...(residual ? { residual: inputs.residual } : {}),
  };

  it('normalises by the statistics of the batch', () => {
    const [y, mean, variance, inverseStd] = runKernel('RnpBatchNormTrain', given, { epsilon: EPSILON, relu });
    const moments = momentsOf(toDoubles(inputs).x, inputs.gamma.data.length);
    expect(y?.shape).toEqual(which.shape);
    expect(relativeError(y, forward(toDoubles(inputs), which, true))).toBeLessThanOrEqual(LARGEST_ERROR);
    expect(relativeError(mean, moments.mean)).toBeLessThanOrEqual(LARGEST_ERROR);
    expect(relativeError(variance, moments.variance)).toBeLessThanOrEqual(LARGEST_ERROR);
    const expected = moments.variance.map((value) => 1 / Math.sqrt(value + EPSILON));
    expect(relativeError(inverseStd, expected)).toBeLessThanOrEqual(LARGEST_ERROR);
  });

  it('has the gradients that finite differences show', () => {
    const dy = makeValues(which.shape, 5);
    const [y, mean, , inverseStd] = runKernel('RnpBatchNormTrain', given, { epsilon: EPSILON, relu });
    if (y === undefined || mean === undefined || inverseStd === undefined) throw new Error('outputs missing');
    const saved = { dy, x: inputs.x, y, gamma: inputs.gamma, mean, inverseStd };
    const grads = runKernel('RnpBatchNormTrainGrad', saved, { relu, residual });
    const parts: Part[] = ['x', 'gamma', 'beta', ...(relu && residual ? (['residual'] as const) : [])];
    expect(grads.length).toBe(parts.length);
    parts.forEach((part, index) => {
      const expected = differences(toDoubles(inputs), part, dy, which, true);
      expect(relativeError(grads[index], expected), part).toBeLessThanOrEqual(LARGEST_ERROR);
    });
  });
});

describe.each(CASES)('batch norm in evaluation $name', (which) => {
  const inputs = inputsOf(which);
  const { relu, residual } = which;
  const given = {
    x: inputs.x,
    scale: inputs.gamma,
    shift: inputs.beta,
    ...(residual ? { residual: inputs.residual } : {}),
  };

  it('scales and shifts, and has the gradients that finite differences show', () => {
    const dy = makeValues(which.shape, 5);
    const [y] = runKernel('RnpBatchNormEval', given, { relu });
    if (y === undefined) throw new Error('output missing');
    expect(relativeError(y, forward(toDoubles(inputs), which, false))).toBeLessThanOrEqual(LARGEST_ERROR);
    const saved = { dy, x: inputs.x, y, scale: inputs.gamma };
    const grads = runKernel('RnpBatchNormEvalGrad', saved, { relu, residual });
    const parts: Part[] = ['x', 'gamma', 'beta', ...(relu && residual ? (['residual'] as const) : [])];
    expect(grads.length).toBe(parts.length);
    parts.forEach((part, index) => {
      const expected = differences(toDoubles(inputs), part, dy, which, false);
      expect(relativeError(grads[index], expected), part).toBeLessThanOrEqual(LARGEST_ERROR);
    });
  });
});

describe('batch norm on hard numbers', () => {
  const attrs = { epsilon: EPSILON, relu: false };
  const one = makeValues([4], 0);

  it.each([
    ['a mean of 100', 100, 1],
    ['a mean of 1000 around a spread of 0.1', 1000, 0.1],
  ])('keeps the variance right at %s', (_, mean, spread) => {
    const x = makeValues([32, 32, 32, 4], 1);
    const shifted = { shape: x.shape, data: x.data.map((value) => mean + spread * value) };
    const [, , variance] = runKernel('RnpBatchNormTrain', { x: shifted, gamma: one, beta: one }, attrs);
    const expected = momentsOf(Float64Array.from(shifted.data), 4).variance;
    expect(relativeError(variance, expected)).toBeLessThanOrEqual(LARGEST_ERROR);
  });

  it('gives a constant channel variance 0', () => {
    const x = { shape: [1000, 4], data: new Float32Array(4000).fill(0.1) };
    const [y, , variance] = runKernel('RnpBatchNormTrain', { x, gamma: one, beta: one }, attrs);
    expect(Math.max(...(variance?.data ?? [NaN]))).toBeLessThanOrEqual(1e-14);
    expect(
      relativeError(
        y,
        Float32Array.from({ length: 4000 }, (_, i) => one.data[i % 4] ?? NaN),
      ),
    ).toBeLessThanOrEqual(1e-5);
  });

  it('hands a NaN on, through the relu too', () => {
    const x = { shape: [2, 4], data: new Float32Array(8).fill(NaN) };
    const [y] = runKernel('RnpBatchNormTrain', { x, gamma: one, beta: one }, { ...attrs, relu: true });
    expect(Array.from(y?.data ?? []).every(Number.isNaN)).toBe(true);
  });
});

describe('gradient of the relu', () => {
  it.each([[[7]], [[64]], [[3, 5, 5, 3]]])('lets dy through where y > 0, shape %j', (shape) => {
    const [dy, y] = [makeValues(shape, 1), makeValues(shape, 2)];
    const [dx] = runKernel('RnpReluGrad', { dy, y }, {});
    expect(Array.from(dx?.data ?? [])).toEqual(
      Array.from(dy.data, (value, i) => ((y.data[i] ?? 0) > 0 ? value : 0)),
    );
  });
});
