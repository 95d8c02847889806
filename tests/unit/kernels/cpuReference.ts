/** An op and the gradients of a weighted sum of its output, on either backend. */
import { engine, mul, sum, type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { type NodeBackend, startBackend } from '../graph/backends';
import { makeValues, type Values } from './tensors';

/** The output, then the gradient by each input. */
export async function runForwardAndGradients(
  backend: NodeBackend,
  op: (...tensors: Tensor[]) => Tensor,
  inputs: readonly Values[],
): Promise<Values[]> {
  await startBackend(backend);
  const tensors = inputs.map(({ shape, data }) => tensor(data, [...shape]));
  const outputs = tidy(() => {
    const y = op(...tensors);
    const weights = y.size === 1 ? tensor([1]) : tensor(makeValues(y.shape, 77).data, y.shape);
    const { grads } = engine().gradients(() => sum(mul(op(...tensors), weights)), tensors);
    return [y, ...grads];
  });
  const values = outputs.map((each) => ({ shape: each.shape, data: Float32Array.from(each.dataSync()) }));
  for (const each of [...tensors, ...outputs]) each.dispose();
  return values;
}
