/** Operations without kernels: pools, means, sums, shapes. */
import { elementCount, type RawTensor } from '../../readers/elements';
import type { Value } from '../keras/networkWriter';
import { flag, integers, type Operation, whole } from './operations';
import { constantAt, made, type OperationContext, refuse, valueAt, windowOf } from './operationWriters';
import type { GraphValue, OperationWriter } from './values';

type Inputs = readonly GraphValue[];

export function writePool(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const [, rows = 0, columns = 0] = integers(operation, 'ksize');
  if (rows !== columns || !(Number.isSafeInteger(rows) && rows >= 1))
    refuse(operation, 'over a window that is no square');
  const { from, stride, padding } = windowOf(writer, operation, input, [rows, rows], false);
  const kind = operation.op === 'MaxPool' ? 'maxPool' : 'avgPool';
  const id = writer.id(operation.name);
  return made(writer.builder.pool(kind, id, from, { size: rows, stride, padding }), true);
}

/** Over all pixels. */
export function writeGlobal(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const axes = [...constantAt(writer, operation, inputs, 1).data].map((axis) => (axis < 0 ? axis + 4 : axis));
  if (!input.isMap || axes.sort().join() !== '1,2') refuse(operation, 'over other axes than the pixels');
  const id = writer.id(operation.name);
  const isMap = flag(operation, 'keep_dims');
  if (operation.op === 'Mean') return made(writer.builder.globalAvgPool(id, writer.node(input)), isMap);
  const [height, width] = writer.shape(input);
  if (height !== width) refuse(operation, 'of a map that is no square');
  const largest = writer.builder.pool('maxPool', writer.id(`${id}.largest`), writer.node(input), {
    size: height,
  });
  return made(writer.builder.flatten(id, largest), isMap);
}

export function writePad(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const sides = [...constantAt(writer, operation, inputs, 1).data];
  const filling = inputs.length > 2 ? constantAt(writer, operation, inputs, 2).data[0] : 0;
  const [a = 1, b = 1, top = -1, bottom = -1, left = -1, right = -1, c = 1, d = 1] = sides;
  const border = [top, bottom, left, right] as const;
  const isProper = border.every((side) => Number.isSafeInteger(side) && side >= 0 && side <= 4096);
  if (!input.isMap || !isProper || a + b + c + d !== 0 || filling !== 0)
    refuse(operation, 'of another kind than zeros');
  return { kind: 'value', value: { id: writer.node(input), isMap: true, border } };
}

/** Sums, differences, products and quotients of values, or of a value and a number for each channel. */
export function writeArithmetic(
  writer: OperationWriter,
  operation: Operation,
  inputs: Inputs,
  { absorbed }: OperationContext,
): GraphValue {
  const [left, right] = inputs;
  if (left?.kind === 'sizes' || right?.kind === 'sizes') return sizesProduct(operation, inputs);
  const isAbsorbed = absorbed.has(operation.name);
  const isSwapped = left?.kind === 'constant';
  if (isSwapped || right?.kind === 'constant') {
    const value = valueAt(operation, inputs, isSwapped ? 1 : 0);
    if (isAbsorbed) return { kind: 'value', value };
    if (isSwapped && (operation.op === 'Sub' || operation.op === 'RealDiv'))
      refuse(operation, 'from a constant');
    const tensor = constantAt(writer, operation, inputs, isSwapped ? 0 : 1);
    return withConstant(writer, operation, value, tensor);
  }
  if (operation.op === 'Sub' || operation.op === 'RealDiv') refuse(operation, 'of two values');
  const values = [valueAt(operation, inputs, 0), valueAt(operation, inputs, 1)] as const;
  const [a, b] = values.map((value) => writer.shape(value));
  const fits =
    a !== undefined &&
    b !== undefined &&
    a[2] === b[2] &&
    (a[0] * a[1] === 1 || b[0] * b[1] === 1 || (a[0] === b[0] && a[1] === b[1]));
  if (!fits) refuse(operation, 'of values of unequal size');
  const kind = operation.op === 'Mul' ? 'mul' : 'add';
  const id = writer.builder[kind](writer.id(operation.name), writer.node(values[0]), writer.node(values[1]));
  return made(
    id,
    values.some(({ isMap }) => isMap),
  );
}

function withConstant(
  writer: OperationWriter,
  operation: Operation,
  value: Value,
  tensor: RawTensor,
): GraphValue {
  const { op, name } = operation;
  const [, , channels] = writer.shape(value);
  const count = tensor.data.length;
  if (count !== 1 && (count !== channels || tensor.shape.at(-1) !== channels)) {
    refuse(operation, 'with a constant that has not one number a channel');
  }
  const change =
    op === 'Sub' ? (x: number) => -x : op === 'RealDiv' ? (x: number) => 1 / x : (x: number) => x;
  const data = Float32Array.from({ length: channels }, (_, at) => change(tensor.data[at % count] ?? 0));
  const isProduct = op === 'Mul' || op === 'RealDiv';
  const id = writer.id(name);
  const constant = writer.builder.constant(writer.id(`${id}.constant`), channels);
  writer.store(constant, { shape: [channels], dtype: 'float32', data });
  const result = writer.builder[isProduct ? 'mul' : 'add'](id, writer.node(value), constant);
  if (writer.raw.has(value.id)) {
    writer.raw.add(result);
    writer.preprocessing.push(op);
  }
  return made(result, value.isMap);
}

export function writeConcat(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const parts = inputs.slice(0, -1);
  const isSizes = parts.some(({ kind }) => kind === 'sizes');
  if (isSizes)
    return { kind: 'sizes', sizes: parts.flatMap((part) => sizesOf(operation, part)), isList: true };
  const values = parts.map((_, at) => valueAt(operation, parts, at));
  const [first] = values;
  const axis = constantAt(writer, operation, inputs, inputs.length - 1).data[0];
  if (first === undefined || (axis !== -1 && axis !== (first.isMap ? 3 : 1)))
    refuse(operation, 'along another axis');
  const [height, width] = writer.shape(first);
  const fits = values.every((value) => {
    const shape = writer.shape(value);
    return value.isMap === first.isMap && shape[0] === height && shape[1] === width;
  });
  if (!fits) refuse(operation, 'of values of unequal size');
  const id = writer.id(operation.name);
  const isSmall = height * width === 1;
  const nodes = values.map((value, at) =>
    isSmall ? writer.vector(value, writer.id(`${id}.in${at}`)) : writer.node(value),
  );
  return made(writer.builder.concat(id, nodes), first.isMap);
}

export function writeReshape(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const target = inputs[1];
  const [pictures, ...sizes] = target === undefined ? [] : sizesOf(operation, target, writer);
  const shape = writer.shape(input);
  const count = elementCount(shape);
  const isSize = (size: number | undefined, expected: number): boolean => size === expected || size === -1;
  if (pictures !== undefined && sizes.length === 1 && isSize(sizes[0], count)) {
    return made(input.isMap ? writer.vector(input, writer.id(operation.name)) : input.id, false);
  }
  const isSame = sizes.length === 3 && sizes.every((size, axis) => isSize(size, shape[axis] ?? 0));
  return isSame ? made(writer.node(input), true) : refuse(operation, `to ${sizes.join(' x ').slice(0, 40)}`);
}

/** Takes the axes of a single pixel away. */
export function writeSqueeze(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const axes = [...integers(operation, 'squeeze_dims'), ...integers(operation, 'axis')];
  const [height, width] = writer.shape(input);
  if (axes.sort().join() !== '1,2' || height * width !== 1)
    refuse(operation, 'of other axes than the pixels');
  return made(writer.vector(input, writer.id(operation.name)), false);
}

/** Sizes as the graph computes them, or as they stand in a constant. */
function sizesOf(operation: Operation, input: GraphValue, writer?: OperationWriter): readonly number[] {
  if (input.kind === 'sizes') return input.sizes;
  if (input.kind === 'value') return refuse(operation, 'to a size that the pictures decide');
  writer?.used.add(input.name);
  return [...input.tensor.data];
}

export function writeShape(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const shape = writer.shape(input);
  return { kind: 'sizes', sizes: [-1, ...(input.isMap ? shape : shape.slice(2))], isList: true };
}

export function writeSlice(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const [input, begin, end, step] = inputs;
  if (input?.kind !== 'sizes') refuse(operation, 'of values');
  const first = (value: GraphValue | undefined): number =>
    value?.kind === 'constant' ? (value.tensor.data[0] ?? NaN) : NaN;
  for (const each of [begin, end, step]) if (each?.kind === 'constant') writer.used.add(each.name);
  const from = (whole(operation, 'begin_mask') & 1) !== 0 ? 0 : first(begin);
  const to = (whole(operation, 'end_mask') & 1) !== 0 ? input.sizes.length : first(end);
  const isSingle = (whole(operation, 'shrink_axis_mask') & 1) !== 0;
  if (first(step) !== 1 || Number.isNaN(from) || Number.isNaN(to)) refuse(operation, 'of an odd kind');
  const sizes = isSingle ? input.sizes.slice(from).slice(0, 1) : input.sizes.slice(from, to);
  return { kind: 'sizes', sizes, isList: !isSingle };
}

export function writePack(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const sizes = inputs.flatMap((input) => sizesOf(operation, input, writer));
  return { kind: 'sizes', sizes, isList: true };
}

/** Products of sizes; with the number of pictures in them they stay open. */
export function writeProduct(writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  const [input, axes] = inputs;
  if (input?.kind !== 'sizes') refuse(operation, 'of values');
  if (axes?.kind === 'constant') writer.used.add(axes.name);
  return { kind: 'sizes', sizes: [productOf(input.sizes)], isList: false };
}

function productOf(sizes: readonly number[]): number {
  return sizes.includes(-1) ? -1 : sizes.reduce((product, size) => product * size, 1);
}

function sizesProduct(operation: Operation, inputs: Inputs): GraphValue {
  if (operation.op !== 'Mul') refuse(operation, 'of sizes');
  return {
    kind: 'sizes',
    sizes: [productOf(inputs.flatMap((input) => sizesOf(operation, input)))],
    isList: false,
  };
}

export function passOn(_writer: OperationWriter, operation: Operation, inputs: Inputs): GraphValue {
  return inputs[0] ?? refuse(operation, 'of nothing');
}
