/**
 * Between PyTorch's layouts and ours: convolution OIHW <-> HWIO, linear [out, in] <-> [in, out] (spec 0, point 5).
 * Readers give PyTorch's layout, exporters take it; everything between the doors uses ours.
 */
import type { Graph, ParameterSpec } from '../graph/graph';
import type { HostTensor, HostTensors } from '../graph/hostTensors';
import { elementCount } from '../readers/elements';

/** Shape a PyTorch state dict has for a parameter of the graph. */
export function torchShape(spec: ParameterSpec): readonly number[] {
  const [a = 1, b = 1, c = 1, d = 1] = spec.shape;
  if (spec.layout === 'conv') return [d, c, a, b];
  return spec.layout === 'linear' ? [b, a] : spec.shape;
}

/** Axis order that takes PyTorch's layout to ours. */
function axesOf(spec: ParameterSpec): readonly number[] {
  if (spec.layout === 'conv') return [2, 3, 1, 0];
  return spec.layout === 'linear' ? [1, 0] : [0];
}

/** One loop of a permutation: how far a step goes in the input and in the output. */
interface Loop {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** The loops over the output's axes; axes that stay neighbours are one loop. */
function loopsOf(shape: readonly number[], axes: readonly number[]): Loop[] {
  const stride = (axis: number): number => elementCount(shape.slice(axis + 1));
  const loops: Loop[] = [];
  let to = elementCount(shape);
  for (const axis of axes) {
    const [size = 1, from] = [shape[axis], stride(axis)];
    to /= size;
    const last = loops.at(-1);
    if (size === 1) continue;
    if (last?.from === size * from) loops[loops.length - 1] = { size: last.size * size, from, to };
    else loops.push({ size, from, to });
  }
  return loops;
}

/** Values that are read along one axis and written along another go in squares, of which both sides stay in the cache. */
const TILE = 64;

function transpose(data: Float32Array, out: Float32Array, read: Loop, write: Loop, from: number, to: number) {
  for (let row = 0; row < read.size; row += TILE) {
    const rowEnd = Math.min(row + TILE, read.size);
    for (let column = 0; column < write.size; column += TILE) {
      const columnEnd = Math.min(column + TILE, write.size);
      for (let r = row; r < rowEnd; r++)
        for (let c = column; c < columnEnd; c++)
          out[to + r * read.to + c] = data[from + r + c * write.from] ?? 0;
    }
  }
}

/** Values with axes permuted: axis i of the result is axis axes[i] of the input. */
export function permuteAxes({ shape, data }: HostTensor, axes: readonly number[]): HostTensor {
  const outShape = axes.map((axis) => shape[axis] ?? 1);
  const out = new Float32Array(data.length);
  const loops = data.length === 0 ? [] : loopsOf(shape, axes);
  const read = loops.find((loop) => loop.from === 1);
  const write = loops.find((loop) => loop.to === 1);
  if (read === undefined || write === undefined || loops.length === 1) {
    out.set(data);
    return { shape: outShape, data: out };
  }
  const outer = loops.filter((loop) => loop !== read && loop !== write);
  const walk = (depth: number, from: number, to: number): void => {
    const loop = outer[depth];
    if (loop !== undefined)
      for (let at = 0; at < loop.size; at++) walk(depth + 1, from + at * loop.from, to + at * loop.to);
    else if (read === write) out.set(data.subarray(from, from + read.size), to);
    else transpose(data, out, read, write, from, to);
  };
  walk(0, 0, 0);
  return { shape: outShape, data: out };
}

/** A PyTorch tensor in our layout. */
export function fromTorchLayout(spec: ParameterSpec, tensor: HostTensor): HostTensor {
  if (spec.layout === 'vector') return tensor;
  if (spec.flattened === undefined) return permuteAxes(tensor, axesOf(spec));
  const [height, width, channels] = spec.flattened;
  const [out = 1] = tensor.shape;
  const split = { shape: [out, channels, height, width], data: tensor.data };
  return { shape: spec.shape, data: permuteAxes(split, [2, 3, 1, 0]).data };
}

/** A tensor of ours in PyTorch's layout. */
export function toTorchLayout(spec: ParameterSpec, tensor: HostTensor): HostTensor {
  if (spec.layout === 'vector') return tensor;
  if (spec.flattened !== undefined) {
    const [, out = 1] = spec.shape;
    const split = { shape: [...spec.flattened, out], data: tensor.data };
    return { shape: torchShape(spec), data: permuteAxes(split, [3, 2, 0, 1]).data };
  }
  const axes = axesOf(spec);
  return permuteAxes(
    tensor,
    axes.map((_, axis) => axes.indexOf(axis)),
  );
}

/** All parameters of a graph in PyTorch's layout and order. */
export function toStateDict(graph: Graph, host: HostTensors): Map<string, HostTensor> {
  const state = new Map<string, HostTensor>();
  for (const [name, spec] of graph.parameters) {
    const tensor = host.get(name);
    if (tensor !== undefined) state.set(name, toTorchLayout(spec, tensor));
  }
  return state;
}
