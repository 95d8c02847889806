import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { applyBatchNorm } from './batchNormApply';
import { gradientSums, inputGradient } from './batchNormGradient';
import { type Columns, COLUMN_SIZES, columnsOf, eachPixelOfShare, joinShares } from './channels';
import { dispatch, type Gpu, makeFloats, withScratch } from './gpu';
import { defineProgram } from './program';

/**
 * Mean and sum of squared distances from it, share by share: [shares, C] each. Distances are taken from the share's first
 * pixel and means from the tensor's, so that a mean far from 0 costs no digits.
 */
function shareMoments(
  gpu: Gpu,
  columns: Columns,
  x: TensorInfo,
  means: TensorInfo,
  squares: TensorInfo,
): void {
  const { element } = columns;
  const program = defineProgram(`moments of shares ${element}`, () => ({
    reads: [`x: ${element}`],
    writes: [`means: ${element}`, `squares: ${element}`],
    sizes: COLUMN_SIZES,
    main: eachPixelOfShare({
      before: `let first = x[id];
  var sum = ${element}();
  var square = ${element}();`,
      loop: `let distance = x[at] - first;
    sum += distance;
    square += distance * distance;`,
      after: `let mean = sum / f32((s.pixels - share + s.shares - 1) / s.shares);
  means[id] = first - x[column] + mean;
  squares[id] = square - sum * mean;`,
    }),
  }));
  const threads = columns.columns * columns.shares;
  dispatch(gpu, program, { reads: [x], writes: [means, squares], sizes: columns, threads });
}

/** What comes of the moments: [C] each. */
interface Statistics {
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly inverseStd: TensorInfo;
  /** gamma * inverseStd. */
  readonly scale: TensorInfo;
}

/** Joins the moments of the shares; Chan, Golub and LeVeque 1983, formula 2.1. */
function joinMoments(
  gpu: Gpu,
  columns: Columns,
  moments: Readonly<Record<'x' | 'means' | 'squares' | 'gamma', TensorInfo>>,
  to: Statistics,
  epsilon: number,
): void {
  const { element, joining } = columns;
  const join = (count: string, mean: string, square: string): string => `
    let all = count + ${count};
    let apart = ${mean} - mean;
    mean += apart * (${count} / max(all, 1.0));
    square += ${square} + apart * apart * (count * ${count} / max(all, 1.0));
    count = all;`;
  const program = defineProgram(`join moments ${element} ${joining}`, () => ({
    reads: ['x', 'means', 'squares', 'gamma'].map((name) => `${name}: ${element}`),
    writes: ['mean', 'variance', 'inverseStd', 'scale'].map((name) => `${name}Of: ${element}`),
    sizes: COLUMN_SIZES,
    factors: ['epsilon'] as const,
    lanes: joining,
    ...joinShares(
      columns,
      [
        ['count', 'f32'],
        ['mean', 'element'],
        ['square', 'element'],
      ],
      {
        loop: `let n = f32((s.pixels - share + s.shares - 1) / s.shares);${join('n', 'means[at]', 'squares[at]')}`,
        join: join('other_count', 'other_mean', 'other_square'),
        after: `let variance = max(square / count, ${element}());
  let inverse = inverseSqrt(variance + s.epsilon);
  meanOf[column] = x[column] + mean;
  varianceOf[column] = variance;
  inverseStdOf[column] = inverse;
  scaleOf[column] = gamma[column] * inverse;`,
      },
    ),
  }));
  dispatch(gpu, program, {
    reads: [moments.x, moments.means, moments.squares, moments.gamma],
    writes: [to.mean, to.variance, to.inverseStd, to.scale],
    sizes: columns,
    factors: { epsilon },
    threads: columns.columns * joining,
  });
}

/**
 * Kernel `RnpBatchNormTrain`: y = relu?(gamma (x - mean) inverseStd + beta (+ residual)) with the statistics of the batch.
 * Inputs x [..., C], gamma [C], beta [C], optional residual [..., C]; attributes epsilon, relu.
 * Outputs [y [..., C], mean [C], variance [C] (biased), inverseStd [C]].
 */
export function batchNormTrain(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo[] {
  const x = requireInput(inputs, 'x');
  const columns = columnsOf(gpu, x);
  const { channels, shares } = columns;
  const y = makeFloats(gpu, x.shape);
  const [mean, variance, inverseStd] = [0, 1, 2].map(() => makeFloats(gpu, [channels])) as [
    TensorInfo,
    TensorInfo,
    TensorInfo,
  ];
  withScratch(gpu, channels, (scale) => {
    withScratch(gpu, shares * channels, (means) => {
      withScratch(gpu, shares * channels, (squares) => {
        shareMoments(gpu, columns, x, means, squares);
        const gamma = requireInput(inputs, 'gamma');
        const statistics = { mean, variance, inverseStd, scale };
        joinMoments(gpu, columns, { x, means, squares, gamma }, statistics, Number(attrs.epsilon));
      });
    });
    applyBatchNorm(gpu, columns, x, y, {
      mean,
      scale,
      shift: requireInput(inputs, 'beta'),
      residual: inputs.residual,
      relu: attrs.relu === true,
    });
  });
  return [y, mean, variance, inverseStd];
}

/**
 * Kernel `RnpBatchNormTrainGrad`: dx = gamma inverseStd (dy' - mean(dy') - xhat mean(dy' xhat)), dgamma = sum(dy' xhat),
 * dbeta = sum(dy'), dresidual = dy', where dy' = dy masked by y > 0 if relu.
 * Inputs dy, x, y (only with relu), gamma, mean, inverseStd; attributes relu, residual (is dresidual wanted).
 * Outputs [dx, dgamma, dbeta] and, with `residual` and `relu`, dresidual; without relu dresidual is dy itself and left out.
 */
export function batchNormTrainGrad(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo[] {
  const relu = attrs.relu === true;
  const y = relu ? requireInput(inputs, 'y') : undefined;
  const given = { dy: requireInput(inputs, 'dy'), x: requireInput(inputs, 'x'), y };
  const columns = columnsOf(gpu, given.x);
  const [dgamma, dbeta] = [0, 1].map(() => makeFloats(gpu, [columns.channels])) as [TensorInfo, TensorInfo];
  return withScratch(gpu, 4 * columns.channels, (factors) => {
    gradientSums(gpu, columns, given, {
      dscale: dgamma,
      dshift: dbeta,
      train: {
        gamma: requireInput(inputs, 'gamma'),
        mean: requireInput(inputs, 'mean'),
        inverseStd: requireInput(inputs, 'inverseStd'),
        factors,
      },
    });
    const wantsResidual = relu && attrs.residual === true;
    const [dx, ...rest] = inputGradient(gpu, columns, given, { factors, wantsResidual });
    return [dx, dgamma, dbeta, ...rest];
  });
}
