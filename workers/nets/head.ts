/** The end of the CIFAR layouts: mean over 4 x 4 cells, then one dense layer. */
import type { GraphBuilder } from '../graph/builder';
import { CIFAR_SIZE, type InputSize } from './family';

/** The reference code pools with a fixed 4 x 4 window, which leaves one cell of a 32 x 32 picture. */
export const POOL = 4;

/** Size of pictures of which `cells` x `cells` means are left, each of so many pixels; one cell is what 32 x 32 ones leave. */
export function pooledSize(cells: number, pixelsPerCell: number): InputSize {
  const side = cells * pixelsPerCell;
  return cells === 1 ? CIFAR_SIZE : [side, side];
}

/** Pools and classifies. One cell is a global mean, so that maps of other sizes go through as well. */
export function pooledHead(
  g: GraphBuilder,
  input: string,
  { id, classes, cells = 1 }: { readonly id: string; readonly classes: number; readonly cells?: number },
): string {
  const pooled =
    cells === 1
      ? g.globalAvgPool('pool', input)
      : g.flatten('flatten', g.pool('avgPool', 'pool', input, { size: POOL }));
  return g.dense(id, pooled, classes);
}
