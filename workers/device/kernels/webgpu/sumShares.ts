import type { TensorInfo } from '../../tf';
import { elementOf, isWide } from './convolutionTile';
import { dispatch, type Gpu } from './gpu';
import { defineProgram } from './program';

/** y[i] = factor * sum over shares of x[share, i]: what threads summed apart comes together. */
export function sumShares(
  gpu: Gpu,
  x: TensorInfo,
  y: TensorInfo,
  { shares, size, factor = 1 }: { readonly shares: number; readonly size: number; readonly factor?: number },
): void {
  const element = elementOf(isWide(size));
  const program = defineProgram(`sum of shares ${element}`, () => ({
    reads: [`x: ${element}`],
    writes: [`y: ${element}`],
    sizes: ['shares', 'length'] as const,
    factors: ['factor'] as const,
    main: `
if (id < s.length) {
  var total = ${element}();
  for (var share = 0; share < s.shares; share++) { total += x[share * s.length + id]; }
  y[id] = total * s.factor;
}`,
  }));
  const length = isWide(size) ? size / 4 : size;
  dispatch(gpu, program, {
    reads: [x],
    writes: [y],
    sizes: { shares, length },
    factors: { factor },
    threads: length,
  });
}
