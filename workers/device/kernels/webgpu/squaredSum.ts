import { util, type NamedTensorInfoMap, type TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { dispatch, type Gpu, makeFloats, withScratch } from './gpu';
import { defineProgram } from './program';
import { sumShares } from './sumShares';

/** Enough to keep a card busy, few enough for one thread to add up. */
const MOST_SHARES = 512;

/** Kernel `RnpSquaredSum`: the sum of the squares of input x, a scalar. */
export function squaredSum(gpu: Gpu, inputs: NamedTensorInfoMap): TensorInfo {
  const x = requireInput(inputs, 'x');
  const count = util.sizeFromShape(x.shape);
  const shares = Math.max(1, Math.min(MOST_SHARES, Math.ceil(count / 64)));
  const program = defineProgram('squared sums of shares', () => ({
    reads: ['x: f32'],
    writes: ['y: f32'],
    sizes: ['count', 'shares'] as const,
    main: `
if (id < s.shares) {
  var sum = 0.0;
  for (var at = id; at < s.count; at += s.shares) { sum += x[at] * x[at]; }
  y[id] = sum;
}`,
  }));
  const total = makeFloats(gpu, []);
  withScratch(gpu, shares, (parts) => {
    dispatch(gpu, program, { reads: [x], writes: [parts], sizes: { count, shares }, threads: shares });
    sumShares(gpu, parts, total, { shares, size: 1 });
  });
  return total;
}
