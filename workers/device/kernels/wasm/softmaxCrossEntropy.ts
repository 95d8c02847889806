import { requireInput } from '../inputs';
import type { NamedTensorInfoMap, TensorInfo } from '../../tf';
import { floatsAt, makeFloats, type WasmHeap } from './heap';

/**
 * Kernel `RnpSoftmaxCrossEntropy`: inputs logits and oneHot [N, K]; outputs the mean cross-entropy [] and the probabilities
 * [N, K]. So few numbers that the processor's own exponential, in JavaScript, is the fastest.
 */
export function softmaxCrossEntropy(heap: WasmHeap, inputs: NamedTensorInfoMap): [TensorInfo, TensorInfo] {
  const logits = requireInput(inputs, 'logits');
  const loss = makeFloats(heap, []);
  const probabilities = makeFloats(heap, logits.shape);
  const z = floatsAt(heap, logits);
  const oneHot = floatsAt(heap, requireInput(inputs, 'oneHot'));
  const p = floatsAt(heap, probabilities);
  const classes = logits.shape[1] ?? 1;
  let total = 0;
  for (let row = 0; row < z.length; row += classes) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = row; k < row + classes; k++) largest = Math.max(largest, z[k] ?? Number.NaN);
    let sum = 0;
    for (let k = row; k < row + classes; k++) sum += p[k] = Math.exp((z[k] ?? 0) - largest);
    const logSum = Math.log(sum) + largest;
    for (let k = row; k < row + classes; k++) {
      p[k] = (p[k] ?? 0) / sum;
      const weight = oneHot[k] ?? 0;
      // Where the weight is zero nothing is added, not even zero times infinity.
      if (weight !== 0) total += weight * (logSum - (z[k] ?? 0));
    }
  }
  floatsAt(heap, loss)[0] = total / (z.length / classes);
  return [loss, probabilities];
}
