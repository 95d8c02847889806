/**
 * Writes tests/fixtures/keras/graph-*: small TensorFlow.js graph models, written by hand in the converter's words, and what
 * TensorFlow.js itself answers for two pictures.
 *
 *     npx tsx scripts/make-tfjs-graph-fixtures.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

const OUT = new URL('../tests/fixtures/keras/', import.meta.url);

function noise(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => (((at + 1) * (37 + 2 * seed)) % 101) / 101 - 0.5);
}

type Attributes = Record<string, object>;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const s = (text: string): object => ({ s: base64(text) });
const list = (...texts: string[]): object => ({ list: { s: texts.map(base64) } });
const ints = (...numbers: number[]): object => ({ list: { i: numbers.map(String) } });
const int = (value: number): object => ({ i: String(value) });
const float = { type: 'DT_FLOAT' };

/** Nodes and constants in the order they are written. */
class Sketch {
  readonly nodes: object[] = [];
  readonly specs: { name: string; shape: number[]; dtype: 'float32' | 'int32' }[] = [];
  readonly data: number[] = [];
  private seed = 0;

  op(name: string, op: string, input: string[], attr: Attributes = {}): string {
    this.nodes.push({ name, op, input, attr: { T: float, ...attr } });
    return name;
  }

  /** Weights around `centre`. */
  weights(name: string, shape: number[], centre = 0): string {
    const count = shape.reduce((product, size) => product * size, 1);
    return this.constant(
      name,
      shape,
      [...noise(count, this.seed++)].map((value) => value + centre),
    );
  }

  constant(name: string, shape: number[], values: number[], dtype: 'float32' | 'int32' = 'float32'): string {
    const type = { type: dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32' };
    const tensorShape = { dim: shape.map((size) => ({ size: String(size) })) };
    this.nodes.push({
      name,
      op: 'Const',
      attr: { dtype: type, value: { tensor: { dtype: type.type, tensorShape } } },
    });
    this.specs.push({ name, shape, dtype });
    const bytes = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
    this.data.push(...new Uint8Array(bytes.buffer));
    return name;
  }

  integers(name: string, ...values: number[]): string {
    return this.constant(name, [values.length], values, 'int32');
  }

  placeholder(...shape: number[]): string {
    const dim = [-1, ...shape].map((size) => ({ size: String(size) }));
    this.nodes.push({ name: 'x', op: 'Placeholder', attr: { dtype: float, shape: { shape: { dim } } } });
    return 'x';
  }
}

const window = (stride: number, padding: string): Attributes => ({
  strides: ints(1, stride, stride, 1),
  padding: s(padding),
  data_format: s('NHWC'),
  dilations: ints(1, 1, 1, 1),
});

function folded(): Sketch {
  const g = new Sketch();
  const fused = (...names: string[]): Attributes => ({
    fused_ops: list(...names),
    num_args: int(1),
    epsilon: { f: 0 },
  });
  let x = g.op('rescale/mul', 'Mul', [g.placeholder(9, 9, 3), g.constant('rescale/scale', [], [0.5])]);
  x = g.op('rescale/sub', 'Sub', [x, g.weights('rescale/mean', [3])]);
  x = g.op('pad', 'Pad', [x, g.constant('paddings', [4, 2], [0, 0, 0, 1, 0, 1, 0, 0], 'int32')]);
  x = g.op('net/conv1/Relu6', '_FusedConv2D', [x, g.weights('w1', [3, 3, 3, 4]), g.weights('b1', [4])], {
    ...window(2, 'VALID'),
    ...fused('BiasAdd', 'Relu6'),
  });
  x = g.op('net/dw', 'FusedDepthwiseConv2dNative', [x, g.weights('w2', [3, 3, 4, 2]), g.weights('b2', [8])], {
    ...window(1, 'SAME'),
    ...fused('BiasAdd', 'Relu'),
  });
  let y = g.op('net/pw/Conv2D', 'Conv2D', [x, g.weights('w3', [1, 1, 8, 6])], window(1, 'VALID'));
  y = g.op('net/pw/BiasAdd', 'BiasAdd', [y, g.weights('b3', [6])], { data_format: s('NHWC') });
  const norm = [
    g.weights('gamma', [6], 0.7),
    g.weights('beta', [6]),
    g.weights('mean', [6]),
    g.weights('var', [6], 0.7),
  ];
  y = g.op('net/bn', 'FusedBatchNormV3', [y, ...norm], {
    epsilon: { f: 0.001 },
    is_training: { b: false },
    data_format: s('NHWC'),
  });
  y = g.op('net/leaky', 'LeakyRelu', [y], { alpha: { f: 0.1 } });
  const z = g.op('net/side', '_FusedConv2D', [y, g.weights('w4', [2, 2, 6, 6]), g.weights('b4', [6])], {
    ...window(1, 'SAME'),
    ...fused('BiasAdd'),
  });
  x = g.op('net/elu', 'Elu', [g.op('net/add', 'AddV2', [y, z])]);
  const pool = { ...window(1, 'SAME'), ksize: ints(1, 2, 2, 1) };
  const both = [g.op('net/max', 'MaxPool', [x], pool), g.op('net/mean', 'AvgPool', [x], pool)];
  x = g.op('net/concat', 'ConcatV2', [...both, g.constant('axis', [], [3], 'int32')], { N: int(2) });
  const shape = g.op('net/Shape', 'Shape', [x], { out_type: { type: 'DT_INT32' } });
  const bounds = [g.integers('begin', 0), g.integers('end', 1), g.integers('step', 1)];
  const count = g.op('net/slice', 'StridedSlice', [shape, ...bounds], {
    shrink_axis_mask: int(1),
    begin_mask: int(0),
    end_mask: int(0),
  });
  const pack = g.op('net/pack', 'Pack', [count, g.constant('size', [], [4 * 4 * 12], 'int32')], {
    N: int(2),
    axis: int(0),
  });
  x = g.op('net/flat', 'Reshape', [x, pack]);
  x = g.op(
    'net/hidden',
    '_FusedMatMul',
    [x, g.weights('w5', [192, 5]), g.weights('b5', [5])],
    fused('BiasAdd', 'Relu'),
  );
  x = g.op('net/logits', 'MatMul', [x, g.weights('w6', [3, 5])], {
    transpose_a: { b: false },
    transpose_b: { b: true },
  });
  x = g.op('net/logits/bias', 'BiasAdd', [x, g.weights('b6', [3])], { data_format: s('NHWC') });
  g.op('Identity', 'Identity', [g.op('net/softmax', 'Softmax', [x])]);
  return g;
}

function gated(): Sketch {
  const g = new Sketch();
  let x = g.op('conv', 'Conv2D', [g.placeholder(6, 6, 1), g.weights('w1', [3, 3, 1, 4], 0.9)], {
    ...window(1, 'EXPLICIT'),
    explicit_paddings: ints(0, 0, 1, 0, 0, 1, 0, 0),
  });
  x = g.op('swish', 'Mul', [x, g.op('sigmoid', 'Sigmoid', [x])]);
  const keep = { keep_dims: { b: true } };
  const squeezed = g.op('squeeze', 'Mean', [x, g.integers('axes', 1, 2)], keep);
  const gate = g.op('gate', 'Conv2D', [squeezed, g.weights('w2', [1, 1, 4, 4], 0.9)], window(1, 'SAME'));
  x = g.op('excite', 'Mul', [x, g.op('gate/Tanh', 'Tanh', [gate])]);
  x = g.op('classify', 'Conv2D', [x, g.weights('w3', [1, 1, 4, 3], 0.9)], window(1, 'SAME'));
  x = g.op('mean', 'Mean', [x, g.integers('axes2', 1, 2)], keep);
  g.op('logits', 'Squeeze', [x], { squeeze_dims: ints(1, 2) });
  return g;
}

async function write(name: string, sketch: Sketch, shape: number[], output: string): Promise<void> {
  const { nodes, specs } = sketch;
  const data = Uint8Array.from(sketch.data);
  const topology = { node: nodes, library: {}, versions: { producer: 1 } };
  const signature = { inputs: { x: { name: 'x:0' } }, outputs: { logits: { name: `${output}:0` } } };
  const artifacts = { modelTopology: topology, weightSpecs: specs, weightData: data.buffer };
  const model = await tf.loadGraphModel({ load: () => Promise.resolve(artifacts) });
  const count = shape.reduce((product, size) => product * size, 2);
  const answer = model.execute(tf.tensor(noise(count, 50), [2, ...shape]), output) as tf.Tensor;
  const folder = new URL(`${name}/`, OUT);
  mkdirSync(folder, { recursive: true });
  const file = {
    format: 'graph-model',
    signature,
    modelTopology: topology,
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: specs }],
  };
  writeFileSync(new URL('model.json', folder), JSON.stringify(file));
  writeFileSync(new URL('group1-shard1of1.bin', folder), data);
  writeFileSync(new URL('answer.json', folder), JSON.stringify({ shape, answer: [...answer.dataSync()] }));
}

await tf.setBackend('cpu');
await write('graph-folded', folded(), [9, 9, 3], 'Identity');
await write('graph-gated', gated(), [6, 6, 1], 'logits');
