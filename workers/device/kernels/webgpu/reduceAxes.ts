import { util, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { type Gpu, makeFloats } from './gpu';
import { sumShares } from './sumShares';

/** More numbers than one thread should add up alone. */
const LONGEST_SUM = 4096;

/**
 * Kernels `Sum` and `Mean` over neighbouring axes of a float tensor, one thread a result: tfjs's own transposes first and
 * uses a workgroup for each. Inputs x; attributes axis, keepDims. Answers undefined for other axes and long sums.
 */
export function reduceAxes(
  gpu: Gpu,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  isMean: boolean,
): TensorInfo | undefined {
  const x = requireInput(inputs, 'x');
  // tfjs checks the attributes of its own kernels before it calls them.
  const axes = util.parseAxisParam(attrs.axis as number | number[], x.shape).sort((a, b) => a - b);
  const [first = 0] = axes;
  if (x.dtype !== 'float32' || axes.some((axis, index) => axis !== first + index)) return undefined;
  const size = (shape: readonly number[]): number => util.sizeFromShape([...shape]);
  const outer = size(x.shape.slice(0, first));
  const middle = size(x.shape.slice(first, first + axes.length));
  const inner = size(x.shape.slice(first + axes.length));
  if (middle > LONGEST_SUM) return undefined;
  const shape =
    attrs.keepDims === true
      ? x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      : x.shape.filter((_, axis) => !axes.includes(axis));
  const y = makeFloats(gpu, shape);
  sumShares(gpu, x, y, { outer, shares: middle, size: inner, factor: isMean ? 1 / middle : 1 });
  return y;
}
