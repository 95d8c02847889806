/** ReLU whose gradient is one pass over the data (tfjs's own takes three on wasm). */
import { customGrad, engine, getBackend, getKernel, mul, relu as reluForward, step, type Tensor } from './tf';

/** max(x, 0); the gradient at 0 is 0, as in PyTorch. */
export const relu = customGrad((x: unknown, save: unknown) => {
  const y = reluForward(x as Tensor);
  (save as (tensors: Tensor[]) => void)([y]);
  return {
    value: y,
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [output] = saved as [Tensor];
      if (getKernel('RnpReluGrad', getBackend()) == null) return mul(dy, step(output));
      return engine().runKernel<Tensor>('RnpReluGrad', { dy, y: output });
    },
  };
}) as (x: Tensor) => Tensor;
