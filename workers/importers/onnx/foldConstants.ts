/**
 * Computes what depends on constants alone. PyTorch writes `x.view(x.size(0), -1)` as arithmetic on a shape, and paddings as
 * slices of one; NaN stands for the number of pictures and stays NaN in whatever is computed from it.
 */
import { damaged } from '../../readers/damage';
import { elementCount } from '../../readers/elements';
import type { OnnxNode } from '../../readers/onnxModel';
import { permuteAxes } from '../../nets/layout';
import { axisFromFront, numberOf, numbersOf } from './attributes';
import { numbers, type Numbers } from './values';

/** Inputs left out are undefined. `charge` is told of every number before there is memory for it. */
type Fold = (
  node: OnnxNode,
  inputs: readonly (Numbers | undefined)[],
  charge: (count: number) => void,
) => Numbers;

/** TensorProto.DataType: integers and booleans. */
const WHOLE_TYPES = new Set([2, 3, 4, 5, 6, 7, 9, 12, 13]);

function given(node: OnnxNode, input: Numbers | undefined): Numbers {
  if (input === undefined) throw damaged(`an input of ${node.op} is missing`);
  return input;
}

/** Axes as an attribute (older files) or as the second input. */
export function axesOf(node: OnnxNode, input: Numbers | undefined): readonly number[] | null {
  return numbersOf(node, 'axes') ?? (input === undefined ? null : Array.from(input.data));
}

/** Result [i] of shapes that are stretched over each other, axes aligned at their ends. */
function broadcast(
  node: OnnxNode,
  [left, right]: readonly (Numbers | undefined)[],
  charge: (count: number) => void,
  combine: (a: number, b: number) => number,
): Numbers {
  const [a, b] = [given(node, left), given(node, right)];
  const rank = Math.max(a.dims.length, b.dims.length);
  const sizes = [a, b].map(({ dims }) => [...new Array<number>(rank - dims.length).fill(1), ...dims]);
  const dims = Array.from({ length: rank }, (_, axis) => {
    const [m = 1, n = 1] = sizes.map((each) => each[axis]);
    if (m !== n && m !== 1 && n !== 1) throw damaged(`the inputs of ${node.op} do not fit together`);
    return m === 1 ? n : m;
  });
  const count = elementCount(dims);
  charge(count);
  const placeIn = (which: number, index: number): number => {
    let place = 0;
    let [rest, step] = [index, 1];
    for (let axis = rank - 1; axis >= 0; axis--) {
      const [size = 1, own = 1] = [dims[axis], sizes[which]?.[axis]];
      if (own > 1) place += (rest % size) * step;
      rest = Math.floor(rest / size);
      step *= own;
    }
    return place;
  };
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++)
    data[i] = combine(a.data[placeIn(0, i)] ?? Number.NaN, b.data[placeIn(1, i)] ?? Number.NaN);
  return numbers(dims, data);
}

const reshape: Fold = (node, [input, shape]) => {
  const { dims, data } = given(node, input);
  const wanted = Array.from(given(node, shape).data, (size, axis) => (size === 0 ? (dims[axis] ?? 0) : size));
  const known = elementCount(wanted.filter((size) => size !== -1));
  const sizes = wanted.map((size) => (size === -1 ? data.length / known : size));
  const isPossible = sizes.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isPossible || elementCount(sizes) !== data.length)
    throw damaged('a constant in it cannot have the shape it should');
  return numbers(sizes, data);
};

const flatten: Fold = (node, [input]) => {
  const { dims, data } = given(node, input);
  const axis = axisFromFront(numberOf(node, 'axis', 1), dims.length);
  const parts = [dims.slice(0, Math.max(0, axis)), dims.slice(Math.max(0, axis))];
  return numbers(parts.map(elementCount), data);
};

const squeeze: Fold = (node, [input, axes]) => {
  const { dims, data } = given(node, input);
  const removed = axesOf(node, axes)?.map((axis) => axisFromFront(axis, dims.length));
  return numbers(
    dims.filter((size, axis) => size !== 1 || (removed !== undefined && !removed.includes(axis))),
    data,
  );
};

const unsqueeze: Fold = (node, [input, axes]) => {
  const { dims, data } = given(node, input);
  const added = axesOf(node, axes) ?? [];
  const places = new Set(added.map((axis) => axisFromFront(axis, dims.length + added.length)));
  const rest = [...dims];
  const sizes = Array.from({ length: dims.length + places.size }, (_, axis) =>
    places.has(axis) ? 1 : (rest.shift() ?? 1),
  );
  return numbers(sizes, data);
};

const concat: Fold = (node, inputs, charge) => {
  const parts = inputs.map((input) => given(node, input));
  if (parts.some(({ dims }) => dims.length !== 1)) throw damaged('constants in it cannot be joined');
  const count = parts.reduce((sum, { data }) => sum + data.length, 0);
  charge(count);
  const joined = new Float32Array(count);
  let at = 0;
  for (const { data } of parts) {
    joined.set(data, at);
    at += data.length;
  }
  return numbers([count], joined);
};

const gather: Fold = (node, [input, indices], charge) => {
  const { dims, data } = given(node, input);
  const { dims: shape, data: places } = given(node, indices);
  if (dims.length !== 1) throw damaged('a constant in it cannot be taken apart');
  charge(places.length);
  return numbers(
    shape,
    Float32Array.from(places, (place) => data[axisFromFront(place, data.length)] ?? Number.NaN),
  );
};

/** Along the first axis, with a step of 1 or -1. */
const slice: Fold = (node, [input, starts, ends, axes, steps], charge) => {
  const { dims, data } = given(node, input);
  const [rows = 1] = dims;
  const first = (stated: Numbers | undefined, name: string, fallback: number): number =>
    stated?.data[0] ?? numbersOf(node, name)?.[0] ?? fallback;
  const step = first(steps, 'steps', 1);
  if (axisFromFront(first(axes, 'axes', 0), dims.length) !== 0 || Math.abs(step) !== 1)
    throw damaged('a constant in it cannot be taken apart');
  const clamp = (place: number): number => Math.min(Math.max(axisFromFront(place, rows), -1), rows);
  const end = first(ends, 'ends', rows);
  // An end of "-infinity" reaches the first row when counting down.
  const [from, to] = [clamp(first(starts, 'starts', 0)), end < -rows ? -1 : clamp(end)];
  const count = Math.max(0, step > 0 ? to - Math.max(0, from) : Math.min(from, rows - 1) - to);
  const size = rows === 0 ? 0 : data.length / rows;
  charge(count * size);
  const out = new Float32Array(count * size);
  for (let row = 0; row < count; row++) {
    const source = step > 0 ? Math.max(0, from) + row : Math.min(from, rows - 1) - row;
    out.set(data.subarray(source * size, (source + 1) * size), row * size);
  }
  return numbers([count, ...dims.slice(1)], out);
};

const transpose: Fold = (node, [input], charge) => {
  const { dims, data } = given(node, input);
  const axes = numbersOf(node, 'perm') ?? dims.map((_, axis) => dims.length - 1 - axis);
  if (
    new Set(axes).size !== dims.length ||
    axes.length !== dims.length ||
    axes.some((axis) => !(axis in dims))
  )
    throw damaged('axes of a constant in it are mixed up');
  charge(data.length);
  const { shape, data: turned } = permuteAxes({ shape: dims, data }, axes);
  return numbers(shape, turned);
};

const cast: Fold = (node, [input], charge) => {
  const { dims, data } = given(node, input);
  charge(data.length);
  return numbers(dims, WHOLE_TYPES.has(numberOf(node, 'to', 1)) ? data.map(Math.trunc) : data);
};

const constantOfShape: Fold = (node, [shape], charge) => {
  const dims = Array.from(given(node, shape).data);
  if (!dims.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw damaged('a constant in it has an impossible size');
  charge(elementCount(dims));
  return numbers(dims, new Float32Array(elementCount(dims)));
};

const FOLDS: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['Add', (node, inputs, charge) => broadcast(node, inputs, charge, (a, b) => a + b)],
  ['Sub', (node, inputs, charge) => broadcast(node, inputs, charge, (a, b) => a - b)],
  ['Mul', (node, inputs, charge) => broadcast(node, inputs, charge, (a, b) => a * b)],
  ['Div', (node, inputs, charge) => broadcast(node, inputs, charge, (a, b) => a / b)],
  ['Cast', cast],
  ['Concat', concat],
  ['ConstantOfShape', constantOfShape],
  ['Flatten', flatten],
  ['Gather', gather],
  ['Reshape', reshape],
  ['Slice', slice],
  ['Squeeze', squeeze],
  ['Transpose', transpose],
  ['Unsqueeze', unsqueeze],
]);

/** How constants go through a node; undefined where they cannot. */
export function foldOf(op: string): Fold | undefined {
  return FOLDS.get(op);
}
