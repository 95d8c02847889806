/**
 * Classification losses with closed-form gradients in the logits. With p = softmax(z), y the label:
 *
 *   crossEntropy  CE = -log p_y                dCE/dz = p - onehot
 *   bounded       log(1 - p_y)  (<= 0)         d/dz  = p_y / (1 - p_y) * (p - onehot)
 *
 *   labelMargin   z_y - log sum over j != y of e^z_j          d/dz  = onehot - softmax over the others
 *
 * `bounded` falls as p_y rises, like -CE, but its gradient vanishes where p_y is already small: ascending it pushes
 * the images that are still right and leaves the others alone. p_y is held below 1 - 1e-4 so that it stays finite.
 * All are means over the batch.
 */
import {
  clipByValue,
  customGrad,
  div,
  exp,
  log,
  logSoftmax,
  mean,
  mul,
  reshape,
  scalar,
  sub,
  sum,
  type Tensor,
} from '../device/tf';

export { crossEntropy } from '../device/crossEntropy';

/** Taken off the label's own logit where only the others are to count. */
const OUT_OF_SIGHT = 1e4;
/** Largest probability of the label that `bounded` tells apart from 1. */
const LARGEST_PROBABILITY = 1 - 1e-4;

/** Mean of log(1 - p_y) of logits [N, K] and one-hot labels [N, K]: a scalar, at most 0. */
export function boundedObjective(logits: Tensor, oneHot: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [z, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const probability = exp(logSoftmax(z as never) as Tensor);
    save([probability]);
    const ofLabel = clipByValue(sum(mul(probability, oneHot), 1), 0, LARGEST_PROBABILITY);
    const count = z.shape[0];
    return {
      value: mean(log(sub(scalar(1), ofLabel))),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [p] = saved as [Tensor];
        const label = clipByValue(sum(mul(p, oneHot), 1), 0, LARGEST_PROBABILITY);
        const factor = reshape(div(label, sub(scalar(1), label)), [-1, 1]);
        return mul(mul(mul(sub(p, oneHot), factor), 1 / count), dy);
      },
    };
  });
  return op(logits);
}

/** Mean margin of the label over all others together, of logits [N, K] and one-hot labels [N, K]: a scalar, in nats. */
export function labelMargin(logits: Tensor, oneHot: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [z, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const others = sub(z, mul(oneHot, OUT_OF_SIGHT));
    const logShare = logSoftmax(others as never) as Tensor;
    save([logShare]);
    // log sum of the others = any of them less its log share; their mean is taken, weighted by the share itself.
    const logSum = sum(mul(sub(others, logShare), exp(logShare)), 1);
    const count = z.shape[0];
    return {
      value: mean(sub(sum(mul(z, oneHot), 1), logSum)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [kept] = saved as [Tensor];
        return mul(mul(sub(oneHot, exp(kept)), 1 / count), dy);
      },
    };
  });
  return op(logits);
}
