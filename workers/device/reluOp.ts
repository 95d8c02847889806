/** ReLU whose gradient is one pass over the data (tfjs's own takes three on wasm). */
import { customGrad, engine, findKernel, mul, relu as reluForward, step, type Tensor } from './tf';

/** max(x, 0); the gradient at 0 is 0, as in PyTorch. */
export const relu: (x: Tensor) => Tensor = customGrad((...args) => {
  const [x, save] = args as unknown as [Tensor, unknown];
  const y = reluForward(x);
  (save as (tensors: Tensor[]) => void)([y]);
  return {
    value: y,
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [output] = saved as [Tensor];
      if (findKernel('RnpReluGrad') === undefined) return mul(dy, step(output));
      return engine().runKernel<Tensor>('RnpReluGrad', { dy, y: output });
    },
  };
});
