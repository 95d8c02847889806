/** Pools and means over the pixels. */
import type { OnnxNode } from '../../readers/onnxModel';
import { axisFromFront, numberOf } from './attributes';
import { axesOf } from './foldConstants';
import { type Importing, unsupported } from './importing';
import type { Activation } from './values';
import { windowOf, type Window } from './windows';

function mapOf(
  c: Importing,
  node: OnnxNode,
): { readonly x: Activation; readonly height: number; readonly width: number } {
  const x = c.activation(node);
  const [, , height = 1, width = 1] = c.dims(x);
  if (x.axes !== 'NCHW' || x.isChannelsFirst) throw unsupported(node, 'of a value that is no map');
  return { x, height, width };
}

/** Rounding up may add a window that hangs over the edge. */
function assertNothingHangsOver(
  node: OnnxNode,
  { rows, columns, stride, padding }: Window,
  map: readonly number[],
): void {
  const [height = 1, width = 1] = map;
  const [top, bottom, left, right] = padding;
  const rest = (length: number, size: number): number => (length - size) % stride;
  if (rest(height + top + bottom, rows) !== 0 || rest(width + left + right, columns) !== 0)
    throw unsupported(node, 'with ceil_mode');
}

/** MaxPool and AveragePool. */
export function pool(c: Importing, node: OnnxNode): Activation {
  const { x, height, width } = mapOf(c, node);
  const kind = node.op === 'MaxPool' ? 'maxPool' : 'avgPool';
  const window = windowOf(node, [height, width], null);
  const { rows, columns, stride, padding } = window;
  const isPadded = padding.some((each) => each > 0);
  if (numberOf(node, 'ceil_mode', 0) !== 0) assertNothingHangsOver(node, window, [height, width]);
  if (kind === 'avgPool' && isPadded && numberOf(node, 'count_include_pad', 0) !== 0)
    throw unsupported(node, 'that counts its padding');
  if (kind === 'avgPool' && !isPadded && rows === height && columns === width) return meanOf(c, node, x);
  if (rows !== columns) throw unsupported(node, 'with a window that is not square');
  if (padding.some((each) => each >= rows)) throw unsupported(node, 'with unusual padding');
  return c.like(x, c.builder.pool(kind, c.names.forNode(node), x.id, { size: rows, stride, padding }));
}

function meanOf(c: Importing, node: OnnxNode, x: Activation): Activation {
  return c.like(x, c.markVector(c.builder.globalAvgPool(c.names.forNode(node), x.id)));
}

export function globalAveragePool(c: Importing, node: OnnxNode): Activation {
  return meanOf(c, node, mapOf(c, node).x);
}

export function globalMaxPool(c: Importing, node: OnnxNode): Activation {
  const { x, height, width } = mapOf(c, node);
  if (height !== width) throw unsupported(node, 'of a map that is not square');
  return c.like(x, c.builder.pool('maxPool', c.names.forNode(node), x.id, { size: height }));
}

/** The mean over all pixels, with or without the axes it was taken over. */
export async function reduceMean(c: Importing, node: OnnxNode): Promise<Activation> {
  const x = c.activation(node);
  const stated = axesOf(node, await c.numbers(node, 1)) ?? [];
  const letters = new Set(stated.map((axis) => x.axes[axisFromFront(axis, x.axes.length)]));
  const isOverPixels = letters.size === 2 && letters.has('H') && letters.has('W') && !x.isChannelsFirst;
  if (!isOverPixels) throw unsupported(node, 'over other axes than rows and columns');
  const y = meanOf(c, node, x);
  return numberOf(node, 'keepdims', 1) !== 0 ? y : { ...y, axes: x.axes.replaceAll(/[HW]/g, '') };
}
