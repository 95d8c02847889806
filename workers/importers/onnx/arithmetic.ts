/** Sums and products of values with each other and with constants, and activations. */
import type { ActivationName } from '../../graph/graph';
import type { OnnxNode } from '../../readers/onnxModel';
import { asWritten, numberOf } from './attributes';
import { type Importing, unsupported } from './importing';
import { isPyTorchGate } from './tidyNodes';
import type { Activation, Numbers } from './values';

/** Applies `name`; a vector stays one. */
function activated(c: Importing, node: OnnxNode, name: ActivationName, slope?: number): Activation {
  const x = c.activation(node);
  const id = c.builder.activation(c.names.forNode(node), x.id, name, slope);
  if (c.isVector(x.id)) c.markVector(id);
  return c.like(x, id);
}

/** An activation without settings. */
export function plain(name: ActivationName): (c: Importing, node: OnnxNode) => Activation {
  return (c, node) => activated(c, node, name);
}

export function leakyRelu(c: Importing, node: OnnxNode): Activation {
  return activated(c, node, 'leakyRelu', asWritten(numberOf(node, 'alpha', 0.01)));
}

export function elu(c: Importing, node: OnnxNode): Activation {
  if (numberOf(node, 'alpha', 1) !== 1) throw unsupported(node, 'with an alpha other than 1');
  return activated(c, node, 'elu');
}

export function hardSigmoid(c: Importing, node: OnnxNode): Activation {
  if (!isPyTorchGate(node)) throw unsupported(node, 'with a slope other than 1/6');
  return activated(c, node, 'hardSigmoid');
}

/** Bounds as attributes (older files) or as inputs: 0 to 6 is ReLU6, 0 to nothing ReLU. */
export async function clip(c: Importing, node: OnnxNode): Promise<Activation> {
  const least = (await c.numbers(node, 1))?.data[0] ?? numberOf(node, 'min', -Infinity);
  const most = (await c.numbers(node, 2))?.data[0] ?? numberOf(node, 'max', Infinity);
  if (least === 0 && most === 6) return activated(c, node, 'relu6');
  if (least === 0 && most > 1e30) return activated(c, node, 'relu');
  throw unsupported(node, 'to other bounds than 0 and 6');
}

/** One number a channel: constants may be stretched over pixels, not differ between them. */
function perChannel(c: Importing, node: OnnxNode, x: Activation, { dims, data }: Numbers): Float32Array {
  const [, , channels] = c.builder.shapeOf(x.id);
  const [only = 0] = data;
  if (data.length === 1 && dims.length <= x.axes.length) return new Float32Array(channels).fill(only);
  const axis = x.axes.length - dims.length + dims.findIndex((size) => size !== 1);
  const isVector = data.length === channels && dims.filter((size) => size !== 1).length === 1;
  if (!isVector || x.axes[axis] !== 'C' || x.isChannelsFirst)
    throw unsupported(node, 'of numbers that differ between pixels');
  return data;
}

/** x plus or times a constant; x itself where that changes nothing. */
function withConstant(
  c: Importing,
  node: OnnxNode,
  x: Activation,
  { kind, data, name }: { readonly kind: 'add' | 'mul'; readonly data: Float32Array; readonly name: string },
): Activation {
  if (data.every((value) => value === (kind === 'add' ? 0 : 1))) return x;
  const constant = c.builder.constant(c.names.forConstant(name, node), data.length);
  c.store(constant, { shape: [data.length], data });
  const id = c.builder[kind](
    c.names.forNode(node, kind === node.op.toLowerCase() ? '' : `.${kind}`),
    x.id,
    constant,
  );
  if (c.isVector(x.id)) c.markVector(id);
  c.markRescaled(node, x.id, id);
  return c.like(x, id);
}

/** Add, Sub, Mul, Div. */
export async function arithmetic(c: Importing, node: OnnxNode): Promise<Activation> {
  const [left = '', right = ''] = node.inputs;
  const merged = c.merged.get(node);
  if (merged !== undefined) return merged;
  if (!c.isConstant(left) && !c.isConstant(right)) return combined(c, node);
  const isLeft = c.isConstant(left);
  const x = c.activation(node, isLeft ? 1 : 0);
  const found = await c.numbers(node, isLeft ? 0 : 1);
  const data = found === undefined ? new Float32Array(0) : perChannel(c, node, x, found);
  const name = isLeft ? left : right;
  switch (node.op) {
    case 'Add':
      return withConstant(c, node, x, { kind: 'add', data, name });
    case 'Mul':
      return withConstant(c, node, x, { kind: 'mul', data, name });
    case 'Sub': {
      if (!isLeft) return withConstant(c, node, x, { kind: 'add', data: data.map((value) => -value), name });
      const negated = new Float32Array(data.length).fill(-1);
      return withConstant(c, node, withConstant(c, node, x, { kind: 'mul', data: negated, name: '' }), {
        kind: 'add',
        data,
        name,
      });
    }
    default:
      if (isLeft) throw unsupported(node, 'by a value');
      return withConstant(c, node, x, { kind: 'mul', data: data.map((value) => 1 / value), name });
  }
}

/** A sum, difference or product of two values, of which one may be stretched over the other's pixels or channels. */
function combined(c: Importing, node: OnnxNode): Activation {
  const [a, b] = [c.activation(node, 0), c.activation(node, 1)];
  if (node.op === 'Div') throw unsupported(node, 'by a value');
  if (a.axes !== b.axes || a.isChannelsFirst !== b.isChannelsFirst)
    throw unsupported(node, 'of values of different kinds');
  const [m, n] = [c.builder.shapeOf(a.id), c.builder.shapeOf(b.id)];
  const covers = (large: readonly number[], small: readonly number[]): boolean =>
    large.every((size, axis) => size === small[axis] || small[axis] === 1);
  if (!covers(m, n) && !covers(n, m)) throw unsupported(node, 'of values of different sizes');
  const data = new Float32Array(n[2]).fill(-1);
  const other = node.op === 'Sub' ? withConstant(c, node, b, { kind: 'mul', data, name: '' }) : b;
  const id = c.builder[node.op === 'Mul' ? 'mul' : 'add'](c.names.forNode(node), a.id, other.id);
  if (c.isVector(a.id) && c.isVector(b.id)) c.markVector(id);
  return c.like(a, id);
}
