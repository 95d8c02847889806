/** Pools and means over the pixels. */
import { averagingMatrix } from '../../graph/averagingMatrix';
import type { OnnxNode } from '../../readers/onnxModel';
import { axisFromFront, numberOf } from './attributes';
import { axesOf } from './foldConstants';
import { type Importing, unsupported } from './importing';
import type { Activation } from './values';
import { strideOf, windowOf, type Window } from './windows';

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
  { rows, columns, strides, padding }: Window,
  map: readonly number[],
): void {
  const [height = 1, width = 1] = map;
  const [top, bottom, left, right] = padding;
  const rest = (length: number, size: number, stride: number): number => (length - size) % stride;
  const [down, across] = strides;
  if (rest(height + top + bottom, rows, down) !== 0 || rest(width + left + right, columns, across) !== 0)
    throw unsupported(node, 'with ceil_mode');
}

/** Windows that lie side by side and cover the map. */
function isTiling(
  { rows, columns, strides: [down, across] }: Window,
  [height = 1, width = 1]: readonly number[],
): boolean {
  return rows === down && columns === across && height % rows === 0 && width % columns === 0;
}

/** MaxPool and AveragePool. */
export function pool(c: Importing, node: OnnxNode): Activation {
  const { x, height, width } = mapOf(c, node);
  const kind = node.op === 'MaxPool' ? 'maxPool' : 'avgPool';
  const window = windowOf(node, [height, width], null);
  const { rows, columns, padding } = window;
  const isPadded = padding.some((each) => each > 0);
  if (numberOf(node, 'ceil_mode', 0) !== 0) assertNothingHangsOver(node, window, [height, width]);
  if (kind === 'avgPool' && isPadded && numberOf(node, 'count_include_pad', 0) !== 0)
    throw unsupported(node, 'that counts its padding');
  if (kind === 'avgPool' && !isPadded && rows === height && columns === width) return meanOf(c, node, x);
  if (kind === 'avgPool' && !isPadded && rows !== columns && isTiling(window, [height, width]))
    return c.like(x, c.builder.adaptiveAvgPool(c.names.forNode(node), x.id, height / rows, width / columns));
  if (rows !== columns) throw unsupported(node, 'with a window that is not square');
  if (padding.some((each) => each >= rows)) throw unsupported(node, 'with unusual padding');
  return c.like(
    x,
    c.builder.pool(kind, c.names.forNode(node), x.id, {
      size: rows,
      stride: strideOf(node, window),
      padding,
    }),
  );
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

/** Of a matrix that takes means: rounding aside. */
const ROUNDING = 1e-6;

/** A product with a constant matrix from the left (rows) or the right (columns) that takes the means of an adaptive pool. */
export async function binned(c: Importing, node: OnnxNode): Promise<Activation> {
  const isLeft = c.isConstant(node.inputs[0] ?? '');
  const x = c.activation(node, isLeft ? 1 : 0);
  const [, , height = 1, width = 1] = c.dims(x);
  const dims = c.dimsOf(node.inputs[isLeft ? 0 : 1]);
  const length = isLeft ? height : width;
  const [bins = 0, inner] = (isLeft ? dims : dims?.toReversed()) ?? [];
  const isMap = x.axes === 'NCHW' && !x.isChannelsFirst;
  if (!isMap || dims?.length !== 2 || inner !== length || bins < 1)
    throw unsupported(node, 'of a value that is no vector');
  const data = (await c.numbers(node, isLeft ? 0 : 1))?.data ?? new Float32Array(0);
  const means = averagingMatrix(length, bins);
  const isMean = means.every((value, at) => {
    const [bin, place] = [Math.floor(at / length), at % length];
    return Math.abs((data[isLeft ? at : place * bins + bin] ?? 0) - value) < ROUNDING;
  });
  if (!isMean) throw unsupported(node, 'of a value that is no vector');
  const [rows, columns] = isLeft ? [bins, width] : [height, bins];
  return c.like(x, c.builder.adaptiveAvgPool(c.names.forNode(node), x.id, rows, columns));
}
