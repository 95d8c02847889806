/**
 * Batch norm as one op with a closed-form gradient, the following addition and ReLU included.
 *
 *   train:  y = relu?( gamma * xhat + beta (+ residual) ),  xhat = (x - mean) / sqrt(variance + epsilon)
 *           with the batch's mean and biased variance over all axes but the last;
 *   affine: y = relu?( x * scale + shift (+ residual) ), which is batch norm with fixed statistics.
 *
 *   dy'    = dy where y > 0 (with ReLU)          dbeta = sum dy'        dgamma = sum dy' xhat
 *   dx     = gamma / std * (dy' - mean dy' - xhat mean(dy' xhat))       dresidual = dy'
 *
 * Where the backend has the fused kernels (`RnpBatchNormTrain`, ...) they are used; elsewhere the same formulas run on
 * tfjs ops. Source: Ioffe and Szegedy 2015; PyTorch's conventions, spec 0 point 1.
 */
import {
  add,
  customGrad,
  engine,
  findKernel,
  keep,
  mean as meanOf,
  mul,
  relu,
  reshape,
  rsqrt,
  square,
  step,
  sub,
  sum,
  type Tensor,
  tidy,
} from './tf';

export interface FusedOptions {
  readonly relu: boolean;
  readonly residual: Tensor | null;
}

/** The output and the batch's statistics. */
export interface BatchNormResult {
  readonly y: Tensor;
  /** Batch mean [C] and biased variance [C]: kept tensors, the caller disposes them. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

function hasKernel(name: string): boolean {
  return findKernel(name) !== undefined;
}

/** Runs one of our own kernels; tfjs does not know their names, so the outputs come back as a list. */
function runFused(
  name: string,
  inputs: Record<string, Tensor>,
  attributes: Record<string, boolean | number>,
): Tensor[] {
  const outputs = engine().runKernel<Tensor | Tensor[]>(name, inputs, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}

function required(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new RangeError(`kernel gave ${String(tensors.length)} outputs`);
  return tensor;
}

/** Sums over all axes but the last: [..., C] -> [C]. */
function sumChannels(x: Tensor): Tensor {
  const channels = x.shape[x.shape.length - 1] ?? 1;
  return sum(reshape(x, [-1, channels]), 0);
}

function finish(normalised: Tensor, options: FusedOptions): Tensor {
  const summed = options.residual === null ? normalised : add(normalised, options.residual);
  return options.relu ? relu(summed) : summed;
}

function maskByOutput(dy: Tensor, y: Tensor, hasRelu: boolean): Tensor {
  return hasRelu ? mul(dy, step(y)) : dy;
}

interface TrainForward {
  y: Tensor;
  mean: Tensor;
  variance: Tensor;
  inverseStd: Tensor;
}

function forwardTrain(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
  options: FusedOptions,
): TrainForward {
  if (hasKernel('RnpBatchNormTrain')) {
    const inputs = { x, gamma, beta, ...(options.residual === null ? {} : { residual: options.residual }) };
    const out = runFused('RnpBatchNormTrain', inputs, { epsilon, relu: options.relu });
    return {
      y: required(out, 0),
      mean: required(out, 1),
      variance: required(out, 2),
      inverseStd: required(out, 3),
    };
  }
  const channels = gamma.size;
  const rows = reshape(x, [-1, channels]);
  const mean = meanOf(rows, 0);
  const variance = meanOf(square(sub(rows, mean)), 0);
  const inverseStd = rsqrt(add(variance, epsilon));
  const scale = mul(gamma, inverseStd);
  const y = finish(add(mul(sub(x, mean), scale), beta), options);
  return { y, mean, variance, inverseStd };
}

function backwardTrain(
  dy: Tensor,
  saved: readonly Tensor[],
  hasRelu: boolean,
  hasResidual: boolean,
): Tensor[] {
  const [x, y, gamma, mean, inverseStd] = [0, 1, 2, 3, 4].map((i) => required(saved, i)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  if (hasKernel('RnpBatchNormTrainGrad')) {
    const inputs = { dy, x, gamma, mean, inverseStd, ...(hasRelu ? { y } : {}) };
    const out = runFused('RnpBatchNormTrainGrad', inputs, { relu: hasRelu, residual: hasResidual });
    return hasResidual && out.length < 4 ? [...out, dy.clone()] : out;
  }
  const channels = gamma.size;
  const count = x.size / channels;
  const masked = maskByOutput(dy, y, hasRelu);
  const normalised = mul(sub(x, mean), inverseStd);
  const dbeta = sumChannels(masked);
  const dgamma = sumChannels(mul(masked, normalised));
  const centred = sub(sub(masked, mul(dbeta, 1 / count)), mul(normalised, mul(dgamma, 1 / count)));
  const dx = mul(centred, mul(gamma, inverseStd));
  return hasResidual ? [dx, dgamma, dbeta, masked.clone()] : [dx, dgamma, dbeta];
}

/**
 * Batch norm with the statistics of the batch. x [..., C]; gamma, beta [C]; residual as x.
 * The statistics are returned outside of the gradient tape: nothing is differentiated through them.
 */
export function batchNormTrain(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  options: FusedOptions & { readonly epsilon: number },
): BatchNormResult {
  let statistics: { mean: Tensor; variance: Tensor } | null = null;
  const hasResidual = options.residual !== null;
  const op = customGrad((...args) => {
    const save = args[args.length - 1] as unknown as (tensors: Tensor[]) => void;
    const [input, scale, shift, residual] = args as Tensor[];
    if (input === undefined || scale === undefined || shift === undefined)
      throw new RangeError('three inputs needed');
    const fused = {
      relu: options.relu,
      residual: hasResidual && residual instanceof Object ? residual : null,
    };
    const out = forwardTrain(input, scale, shift, options.epsilon, fused);
    statistics = { mean: keep(out.mean), variance: keep(out.variance) };
    save([input, out.y, scale, out.mean, out.inverseStd]);
    return {
      value: out.y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => backwardTrain(dy, saved, options.relu, hasResidual),
    };
  });
  const y = options.residual === null ? op(x, gamma, beta) : op(x, gamma, beta, options.residual);
  // Filled by the forward pass above, which customGrad runs at once.
  const found = statistics as { mean: Tensor; variance: Tensor } | null;
  if (found === null) throw new RangeError('batch norm did not run');
  return { y, mean: found.mean, variance: found.variance };
}

function backwardAffine(
  dy: Tensor,
  saved: readonly Tensor[],
  hasRelu: boolean,
  hasResidual: boolean,
): Tensor[] {
  const [x, y, scale] = [0, 1, 2].map((i) => required(saved, i)) as [Tensor, Tensor, Tensor];
  if (hasKernel('RnpBatchNormEvalGrad')) {
    const inputs = { dy, x, scale, ...(hasRelu ? { y } : {}) };
    const out = runFused('RnpBatchNormEvalGrad', inputs, { relu: hasRelu, residual: hasResidual });
    return hasResidual && out.length < 4 ? [...out, dy.clone()] : out;
  }
  const masked = maskByOutput(dy, y, hasRelu);
  const gradients = [mul(masked, scale), sumChannels(mul(masked, x)), sumChannels(masked)];
  return hasResidual ? [...gradients, masked.clone()] : gradients;
}

/** x * scale + shift (+ residual), then ReLU if asked. x [..., C]; scale, shift [C]; residual as x. */
export function affine(x: Tensor, scale: Tensor, shift: Tensor, options: FusedOptions): Tensor {
  const hasResidual = options.residual !== null;
  const op = customGrad((...args) => {
    const save = args[args.length - 1] as unknown as (tensors: Tensor[]) => void;
    const [input, factor, offset, residual] = args as Tensor[];
    if (input === undefined || factor === undefined || offset === undefined)
      throw new RangeError('three inputs needed');
    const rest = hasResidual && residual !== undefined ? residual : null;
    const y = tidy(() => {
      if (!hasKernel('RnpBatchNormEval')) {
        return finish(add(mul(input, factor), offset), { relu: options.relu, residual: rest });
      }
      const inputs = { x: input, scale: factor, shift: offset, ...(rest === null ? {} : { residual: rest }) };
      return required(runFused('RnpBatchNormEval', inputs, { relu: options.relu }), 0);
    });
    save([input, y, factor]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => backwardAffine(dy, saved, options.relu, hasResidual),
    };
  });
  return options.residual === null ? op(x, scale, shift) : op(x, scale, shift, options.residual);
}
