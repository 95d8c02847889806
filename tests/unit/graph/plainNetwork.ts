/** Runs a graph on plain numbers in double precision, node by node, as its definition reads: the oracle of the executor. */
import {
  batchNormNames,
  type BatchNormNode,
  type Conv2dNode,
  type Graph,
  type GraphNode,
} from '../../../workers/graph/graph';
import { named } from './tinyNetwork';

/** Row-major numbers; images are [N, H, W, C]. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}
export type PlainTensors = ReadonlyMap<string, PlainTensor>;

interface PlainRun {
  /** Parameters by name and masks by site. */
  readonly tensors: PlainTensors;
  readonly mode: 'train' | 'eval';
}

function sizes(x: PlainTensor): [number, number, number, number] {
  const [n = 1, h = 1, w = 1, c = 1] = x.shape;
  return [n, h, w, c];
}

/** Zero-padded cross-correlation; the kernel is [kh, kw, in, out]. */
function convolve(node: Conv2dNode, x: PlainTensor, kernel: PlainTensor): PlainTensor {
  const [images, height, width, channels] = sizes(x);
  const [kh, kw, , out] = sizes(kernel);
  const [top, bottom, left, right] = node.padding;
  const rows = Math.floor((height + top + bottom - kh) / node.stride) + 1;
  const columns = Math.floor((width + left + right - kw) / node.stride) + 1;
  const data = new Float64Array(images * rows * columns * out);
  for (let at = 0; at < images * rows * columns; at++) {
    const [image, row, column] = [
      Math.floor(at / (rows * columns)),
      Math.floor(at / columns) % rows,
      at % columns,
    ];
    for (let tap = 0; tap < kh * kw; tap++) {
      const y = row * node.stride + Math.floor(tap / kw) - top;
      const z = column * node.stride + (tap % kw) - left;
      if (y < 0 || y >= height || z < 0 || z >= width) continue;
      const from = ((image * height + y) * width + z) * channels;
      for (let i = 0; i < channels; i++) {
        const value = x.data[from + i] ?? 0;
        const weights = (tap * channels + i) * out;
        for (let o = 0; o < out; o++)
          data[at * out + o] = (data[at * out + o] ?? 0) + value * (kernel.data[weights + o] ?? 0);
      }
    }
  }
  return { shape: [images, rows, columns, out], data };
}

/** Mean and biased variance of each channel over all else. */
function momentsOf(x: PlainTensor): { mean: Float64Array; variance: Float64Array } {
  const channels = x.shape[x.shape.length - 1] ?? 1;
  const count = x.data.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let at = 0; at < x.data.length; at++)
    mean[at % channels] = (mean[at % channels] ?? 0) + (x.data[at] ?? 0) / count;
  for (let at = 0; at < x.data.length; at++) {
    const distance = (x.data[at] ?? 0) - (mean[at % channels] ?? 0);
    variance[at % channels] = (variance[at % channels] ?? 0) + (distance * distance) / count;
  }
  return { mean, variance };
}

function normalise(node: BatchNormNode, x: PlainTensor, { tensors, mode }: PlainRun): PlainTensor {
  const names = batchNormNames(node.id);
  const [gamma, beta] = [named(tensors, names.gamma).data, named(tensors, names.beta).data];
  const mask = tensors.get(node.id)?.data;
  const { mean, variance }: { mean: ArrayLike<number>; variance: ArrayLike<number> } =
    mode === 'train'
      ? momentsOf(x)
      : { mean: named(tensors, names.mean).data, variance: named(tensors, names.variance).data };
  const data = Float64Array.from(x.data, (value, at) => {
    const c = at % node.channels;
    const centred = (value - (mean[c] ?? 0)) / Math.sqrt((variance[c] ?? 0) + node.epsilon);
    return centred * (gamma[c] ?? 0) * (mask?.[c] ?? 1) + (beta[c] ?? 0);
  });
  return { shape: x.shape, data };
}

function poolGlobally(x: PlainTensor): PlainTensor {
  const [images, height, width, channels] = sizes(x);
  const data = new Float64Array(images * channels);
  for (let at = 0; at < x.data.length; at++) {
    const to = Math.floor(at / (height * width * channels)) * channels + (at % channels);
    data[to] = (data[to] ?? 0) + (x.data[at] ?? 0) / (height * width);
  }
  return { shape: [images, channels], data };
}

function runNode(node: GraphNode, [x, other]: readonly PlainTensor[], run: PlainRun): PlainTensor {
  if (x === undefined) throw new RangeError(`${node.id} has no input`);
  switch (node.kind) {
    case 'conv2d':
      return convolve(node, x, named(run.tensors, node.weight));
    case 'batchNorm':
      return normalise(node, x, run);
    case 'activation':
      return { shape: x.shape, data: Float64Array.from(x.data, (value) => Math.max(0, value)) };
    case 'add':
      return {
        shape: x.shape,
        data: Float64Array.from(x.data, (value, at) => value + (other?.data[at] ?? 0)),
      };
    case 'globalAvgPool':
      return poolGlobally(x);
    case 'dense': {
      const [images = 1, inputs = 1] = x.shape;
      const asImages = { shape: [images, 1, 1, inputs], data: x.data };
      const weight = named(run.tensors, node.weight);
      const kernel = { shape: [1, 1, ...weight.shape], data: weight.data };
      const bias = named(run.tensors, node.bias ?? '').data;
      const unit = { stride: 1, padding: [0, 0, 0, 0], groups: 1, masked: false } as const;
      const y = convolve({ ...unit, ...node, kind: 'conv2d' }, asImages, kernel);
      return {
        shape: [images, bias.length],
        data: Float64Array.from(y.data, (v, at) => v + (bias[at % bias.length] ?? 0)),
      };
    }
    default:
      throw new RangeError(`the oracle does not know ${node.kind}`);
  }
}

/** The value of every node, by id; `input` is x [N, H, W, C]. */
export function runPlain(graph: Graph, x: PlainTensor, run: PlainRun): Map<string, PlainTensor> {
  const values = new Map([['input', x]]);
  for (const node of graph.nodes) {
    if (node.kind === 'input') continue;
    const inputs = node.inputs.map((id) => named(values, id));
    values.set(node.id, runNode(node, inputs, run));
  }
  return values;
}

/** Mean cross-entropy of the graph's output, in nats. */
export function plainLoss(graph: Graph, x: PlainTensor, labels: Uint16Array, run: PlainRun): number {
  const { data } = named(runPlain(graph, x, run), graph.output);
  let sum = 0;
  labels.forEach((label, row) => {
    const logits = Array.from(
      { length: graph.classes },
      (_, at) => data[row * graph.classes + at] ?? Number.NaN,
    );
    const largest = Math.max(...logits);
    sum +=
      largest +
      Math.log(logits.reduce((total, z) => total + Math.exp(z - largest), 0)) -
      (logits[label] ?? Number.NaN);
  });
  return sum / labels.length;
}
