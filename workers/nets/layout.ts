/**
 * Between PyTorch's layouts and ours: convolution OIHW <-> HWIO, linear [out, in] <-> [in, out] (spec 0, point 5).
 * Readers give PyTorch's layout, exporters take it; everything between the doors uses ours.
 */
import type { Graph, ParameterSpec } from '../graph/graph';
import type { HostTensor, HostTensors } from '../graph/hostTensors';

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

/** Values with axes permuted: axis i of the result is axis axes[i] of the input. */
export function permuteAxes(tensor: HostTensor, axes: readonly number[]): HostTensor {
  const { shape, data } = tensor;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const outShape = axes.map((axis) => shape[axis] ?? 1);
  const outStrides = axes.map((axis) => strides[axis] ?? 1);
  const out = new Float32Array(data.length);
  const index = new Array<number>(axes.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from] ?? 0;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const stride = outStrides[axis] ?? 0;
      const size = outShape[axis] ?? 1;
      const next = (index[axis] ?? 0) + 1;
      from += stride;
      if (next < size) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      from -= stride * size;
    }
  }
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
