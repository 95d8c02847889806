import type { TensorInfo } from '../../tf';
import { elementOf, isWide } from './convolutionTile';
import { dispatch, type Gpu } from './gpu';
import { defineProgram } from './program';

export interface Shares {
  /** Sums that stand behind each other; 1 if left out. */
  readonly outer?: number;
  readonly shares: number;
  readonly size: number;
  readonly factor?: number;
}

/** y[o, i] = factor * sum over shares of x[o, share, i]: what threads summed apart comes together. */
export function sumShares(
  gpu: Gpu,
  x: TensorInfo,
  y: TensorInfo,
  { outer = 1, shares, size, factor = 1 }: Shares,
): void {
  const element = elementOf(isWide(size));
  const program = defineProgram(`sum of shares ${element}`, () => ({
    reads: [`x: ${element}`],
    writes: [`y: ${element}`],
    sizes: ['outer', 'shares', 'length'] as const,
    factors: ['factor'] as const,
    main: `
if (id < s.outer * s.length) {
  let at = id / s.length * s.shares * s.length + id % s.length;
  var total = ${element}();
  for (var share = 0; share < s.shares; share++) { total += x[at + share * s.length]; }
  y[id] = total * s.factor;
}`,
  }));
  const length = isWide(size) ? size / 4 : size;
  dispatch(gpu, program, {
    reads: [x],
    writes: [y],
    sizes: { outer, shares, length },
    factors: { factor },
    threads: outer * length,
  });
}
