/** Nodes that move values without changing them: flattening in its many spellings, transposition, padding, joining. */
import type { Padding } from '../../graph/graph';
import { sizeOf } from '../../graph/shapes';
import { damaged } from '../../readers/damage';
import type { OnnxNode } from '../../readers/onnxModel';
import { axisFromFront, numberOf, numbersOf, textOf } from './attributes';
import { axesOf } from './foldConstants';
import { type Importing, unsupported } from './importing';
import { numbers, type Activation, type Numbers } from './values';

const WIDEST_BORDER = 512;

/** A vector of all values of a map, in the order of its axes. */
function flattened(c: Importing, node: OnnxNode, x: Activation): Activation {
  if (x.axes === 'NC') return x;
  const isInOrder = x.axes.indexOf('H') < x.axes.indexOf('W') || !x.axes.includes('W');
  if (!c.isPixel(x) && !isInOrder) throw unsupported(node, 'of a map whose rows are columns');
  const isChannelsFirst = !c.isPixel(x) && x.axes.indexOf('C') < x.axes.indexOf('H');
  const id = c.isVector(x.id) ? x.id : c.markVector(c.builder.flatten(c.names.forNode(node), x.id));
  return { kind: 'activation', id, axes: 'NC', isChannelsFirst };
}

export function flatten(c: Importing, node: OnnxNode): Activation {
  const x = c.activation(node);
  if (axisFromFront(numberOf(node, 'axis', 1), x.axes.length) !== 1)
    throw unsupported(node, 'of the pictures');
  return flattened(c, node, x);
}

/** Sizes behind the first axis, or null where that is not the number of pictures. */
function sizesBehindBatch(c: Importing, target: readonly number[], x: Activation): readonly number[] | null {
  const [first = 1, ...rest] = target;
  const dims = c.dims(x);
  const total = sizeOf(c.builder.shapeOf(x.id));
  const stated = rest.map((size, index) => (size === 0 ? (dims[index + 1] ?? 0) : size));
  const known = stated.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const sizes = stated.map((size) => (size === -1 ? total / known : size));
  const isFirstKnown =
    Number.isNaN(first) || first === 0 || first === -1 || first === c.model.inputs[0]?.dims?.[0];
  return isFirstKnown && sizes.reduce((product, size) => product * size, 1) === total ? sizes : null;
}

/** Flattens, or gives a vector its pixel. */
export async function reshape(c: Importing, node: OnnxNode): Promise<Activation> {
  const x = c.activation(node);
  const target = numbersOf(node, 'shape') ?? Array.from((await c.numbers(node, 1))?.data ?? []);
  const sizes = sizesBehindBatch(c, target, x);
  if (sizes === null) throw unsupported(node, 'to another order of values');
  if (sizes.length === 1) return flattened(c, node, x);
  if (sizes.join() === c.dims(x).slice(1).join()) return x;
  const [, , channels] = c.builder.shapeOf(x.id);
  const place = sizes.indexOf(channels);
  const axes = ['C', 'CH', 'CHW', ''][sizes.length - 1] ?? '';
  if (!c.isPixel(x) || x.isChannelsFirst || axes === '' || place < 0)
    throw unsupported(node, 'to another order of values');
  // All other sizes are 1: the channels' axis stands where their number does.
  const others = axes.slice(1);
  return { ...x, axes: `N${others.slice(0, place)}C${others.slice(place)}` };
}

export async function squeeze(c: Importing, node: OnnxNode): Promise<Activation> {
  const x = c.activation(node);
  const dims = c.dims(x);
  const stated = axesOf(node, await c.numbers(node, 1));
  const removed =
    stated?.map((axis) => axisFromFront(axis, dims.length)) ??
    dims.flatMap((size, axis) => (size === 1 ? [axis] : []));
  if (removed.some((axis) => dims[axis] !== 1 || x.axes[axis] === 'C'))
    throw unsupported(node, 'of more than one pixel');
  const axes = Array.from(x.axes)
    .filter((_, axis) => !removed.includes(axis))
    .join('');
  return axes === 'NC' ? flattened(c, node, x) : { ...x, axes };
}

export async function unsqueeze(c: Importing, node: OnnxNode): Promise<Activation> {
  const x = c.activation(node);
  const absent = ['H', 'W'].filter((axis) => !x.axes.includes(axis));
  const added = axesOf(node, await c.numbers(node, 1)) ?? [];
  const places = added
    .map((axis) => axisFromFront(axis, x.axes.length + added.length))
    .toSorted((a, b) => a - b);
  if (added.length > absent.length || x.isChannelsFirst)
    throw unsupported(node, 'of a value that is no vector');
  const axes = Array.from(x.axes);
  places.forEach((place, index) => axes.splice(place, 0, absent[index] ?? ''));
  if (axes[0] !== 'N') throw unsupported(node, 'of the pictures');
  return { ...x, axes: axes.join('') };
}

/** Only the meaning of the axes changes: the graph always has the channels last. */
export function transpose(c: Importing, node: OnnxNode): Activation {
  const x = c.activation(node);
  const order = numbersOf(node, 'perm') ?? [];
  const axes = order.map((axis) => x.axes[axis] ?? '').join('');
  if (axes[0] !== 'N' || axes.length !== x.axes.length || new Set(axes).size !== axes.length)
    throw unsupported(node, 'of the pictures');
  return { ...x, axes };
}

/** Zeros around a map; old files have the sizes as an attribute. */
export async function pad(c: Importing, node: OnnxNode): Promise<Activation> {
  const x = c.activation(node);
  const sizes = numbersOf(node, 'pads') ?? Array.from((await c.numbers(node, 1))?.data ?? []);
  const value = (await c.numbers(node, 2))?.data[0] ?? numberOf(node, 'value', 0);
  const rank = x.axes.length;
  if (sizes.length !== 2 * rank || (node.inputs[3] ?? '') !== '')
    throw unsupported(node, 'of other axes than rows and columns');
  if (sizes.every((size) => size === 0)) return x;
  if (value !== 0 || textOf(node, 'mode', 'constant') !== 'constant')
    throw unsupported(node, 'with other values than 0');
  const [row, column] = [x.axes.indexOf('H'), x.axes.indexOf('W')];
  const at = (index: number): number => sizes[index] ?? 0;
  const padding: Padding = [at(row), at(row + rank), at(column), at(column + rank)];
  const isOfPixels = sizes.every(
    (size, index) => size === 0 || index % rank === row || index % rank === column,
  );
  const isPossible = padding.every(
    (size) => Number.isSafeInteger(size) && size >= 0 && size <= WIDEST_BORDER,
  );
  if (row < 0 || column < 0 || !isOfPixels || !isPossible)
    throw unsupported(node, 'of other axes than rows and columns');
  return c.like(x, c.builder.pad(c.names.forNode(node), x.id, padding));
}

/** Joins maps along their channels. */
export function concat(c: Importing, node: OnnxNode): Activation {
  const parts = node.inputs.map((_, index) => c.activation(node, index));
  const [first] = parts;
  if (first === undefined) throw damaged('nothing is joined');
  const axis = axisFromFront(numberOf(node, 'axis', 1), first.axes.length);
  const [height, width] = c.builder.shapeOf(first.id);
  const isAlike = parts.every((part) => {
    const [rows, columns] = c.builder.shapeOf(part.id);
    return part.axes === first.axes && !part.isChannelsFirst && rows === height && columns === width;
  });
  if (first.axes[axis] !== 'C' || !isAlike)
    throw unsupported(node, 'of other things than the channels of equal maps');
  // Of some of which the pixel is gone and of some not, all lose it.
  const isMixed = parts.some(({ id }) => c.isVector(id));
  const ids = parts.map(({ id }, index) =>
    isMixed && !c.isVector(id) ? c.builder.flatten(c.names.forNode(node, `.part${String(index)}`), id) : id,
  );
  const id = c.builder.concat(c.names.forNode(node), ids);
  return c.like(first, isMixed ? c.markVector(id) : id);
}

/** The sizes of a value, NaN for the number of pictures. */
export function shapeOf(c: Importing, node: OnnxNode): Numbers {
  const dims = c.dims(c.activation(node));
  const from = axisFromFront(numberOf(node, 'start', 0), dims.length);
  const to = axisFromFront(numberOf(node, 'end', dims.length), dims.length);
  const part = dims.slice(Math.max(0, from), Math.max(0, to));
  return numbers([part.length], part);
}
