/** Softmax and cross-entropy as one op, with the gradient in closed form: dCE/dz = (p - onehot) / N. */
import { customGrad, engine, exp, findKernel, logSoftmax, mean, mul, neg, sub, sum, type Tensor } from './tf';

/** [mean cross-entropy, probabilities [N, K]]. */
function forward(logits: Tensor, oneHot: Tensor): [Tensor, Tensor] {
  if (findKernel('RnpSoftmaxCrossEntropy') !== undefined) {
    return engine().runKernel<[Tensor, Tensor]>('RnpSoftmaxCrossEntropy', { logits, oneHot });
  }
  const logProbability = logSoftmax(logits as never) as Tensor;
  return [neg(mean(sum(mul(logProbability, oneHot), 1))), exp(logProbability)];
}

/** Mean cross-entropy of logits [N, K] and one-hot labels [N, K]: a scalar, in nats. */
export function crossEntropy(logits: Tensor, oneHot: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [z, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const [value, probabilities] = forward(z, oneHot);
    save([probabilities]);
    const count = z.shape[0];
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [kept] = saved as [Tensor];
        return mul(mul(sub(kept, oneHot), 1 / count), dy);
      },
    };
  });
  return op(logits);
}
