import type { NamedTensorInfoMap, TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { dispatch, type Gpu, makeFloats, withScratch } from './gpu';
import { defineProgram } from './program';
import { sumShares } from './sumShares';

/**
 * Kernel `RnpSoftmaxCrossEntropy`: the mean over the rows of -sum over k of oneHot log softmax(logits).
 * Inputs logits, oneHot [N, K]. Outputs [loss, a scalar; probabilities [N, K]].
 */
export function softmaxCrossEntropy(gpu: Gpu, inputs: NamedTensorInfoMap): TensorInfo[] {
  const [logits, oneHot] = [requireInput(inputs, 'logits'), requireInput(inputs, 'oneHot')];
  const [rows = 0, classes = 0] = logits.shape;
  const program = defineProgram('softmax cross-entropy', () => ({
    reads: ['logits: f32', 'oneHot: f32'],
    writes: ['probabilities: f32', 'losses: f32'],
    sizes: ['rows', 'classes'] as const,
    main: `
if (id < s.rows) {
  let first = id * s.classes;
  let end = first + s.classes;
  var largest = logits[first];
  for (var at = first + 1; at < end; at++) { largest = max(largest, logits[at]); }
  var total = 0.0;
  for (var at = first; at < end; at++) { total += exp(logits[at] - largest); }
  let logTotal = log(total);
  var loss = 0.0;
  for (var at = first; at < end; at++) {
    let share = logits[at] - largest - logTotal;
    probabilities[at] = exp(share);
    // Where the weight is zero nothing is added, not even zero times infinity.
    loss -= select(oneHot[at] * share, 0.0, oneHot[at] == 0.0);
  }
  losses[id] = loss;
}`,
  }));
  const [loss, probabilities] = [makeFloats(gpu, []), makeFloats(gpu, logits.shape)];
  withScratch(gpu, rows, (losses) => {
    dispatch(gpu, program, {
      reads: [logits, oneHot],
      writes: [probabilities, losses],
      sizes: { rows, classes },
      threads: rows,
    });
    sumShares(gpu, losses, loss, { shares: rows, size: 1, factor: 1 / rows });
  });
  return [loss, probabilities];
}
