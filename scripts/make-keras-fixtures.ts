/**
 * Writes tests/fixtures/keras/<name>/: small TensorFlow.js layers models, and what TensorFlow.js itself answers for two
 * pictures. scripts/make-keras-fixtures.py then writes the same networks as Keras files.
 *
 *     npx tsx scripts/make-keras-fixtures.ts && /usr/bin/python3 scripts/make-keras-fixtures.py
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

const OUT = new URL('../tests/fixtures/keras/', import.meta.url);
const SHARD_BYTES = 1500;
const PICTURES = 2;

/** Repeatable numbers in -0.5 .. 0.5; the tests make the same pictures. */
function noise(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => (((at + 1) * (37 + 2 * seed)) % 101) / 101 - 0.5);
}

/** Weights as after some training: no gamma of 1, no variance below 0.2. */
function setWeights(model: tf.LayersModel): void {
  model.weights.forEach((weight, index) => {
    const { shape } = weight;
    const count = shape.reduce<number>((product, size) => product * (size ?? 1), 1);
    let values = noise(count, index);
    if (/variance|gamma/.test(weight.originalName)) values = values.map((value) => 0.7 + value);
    weight.write(tf.tensor(values, shape as number[]));
  });
}

function sequential(): tf.LayersModel {
  const { layers } = tf;
  return tf.sequential({
    name: 'plain_stack',
    layers: [
      layers.conv2d({
        inputShape: [9, 9, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        name: 'conv2d',
      }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same', name: 'max_pooling2d' }),
      layers.conv2d({ filters: 6, kernelSize: [3, 2], useBias: false, name: 'conv2d_1' }),
      layers.batchNormalization({ epsilon: 0.002, momentum: 0.9, name: 'batch_normalization' }),
      layers.leakyReLU({ alpha: 0.1, name: 'leaky_re_lu' }),
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 1],
        ],
        name: 'zero_padding2d',
      }),
      layers.depthwiseConv2d({ kernelSize: 3, strides: 2, depthMultiplier: 2, name: 'depthwise_conv2d' }),
      layers.reLU({ maxValue: 6, name: 're_lu' }),
      layers.dropout({ rate: 0.5, name: 'dropout' }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ units: 8, activation: 'elu', name: 'dense' }),
      layers.dense({ units: 5, activation: 'softmax', name: 'dense_1' }),
    ],
  });
}

function residual(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  const { layers } = tf;
  const apply = (layer: tf.layers.Layer, from: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(from) as tf.SymbolicTensor;
  let y = apply(
    layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', useBias: false, name: `${name}_conv` }),
    x,
  );
  y = apply(layers.batchNormalization({ name: `${name}_bn`, scale: false }), y);
  return apply(
    layers.activation({ activation: 'relu', name: `${name}_out` }),
    apply(layers.add({ name: `${name}_add` }), [x, y]),
  );
}

function functional(): tf.LayersModel {
  const { layers } = tf;
  const apply = (layer: tf.layers.Layer, from: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(from) as tf.SymbolicTensor;
  const input = tf.input({ shape: [10, 10, 3], name: 'pictures' });
  let x = apply(
    layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, padding: 'same', useBias: false, name: 'stem' }),
    input,
  );
  x = apply(layers.batchNormalization({ name: 'stem_bn', center: false }), x);
  x = apply(layers.activation({ activation: 'relu', name: 'stem_relu' }), x);
  x = residual(x, 'block');
  const wide = apply(
    layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same', name: 'separable' }),
    x,
  );
  x = apply(layers.concatenate({ name: 'concatenate' }), [x, wide]);
  x = apply(layers.elu({ name: 'elu' }), x);
  let gate = apply(layers.globalAveragePooling2d({ name: 'squeeze' }), x);
  gate = apply(layers.dense({ units: 4, activation: 'relu', name: 'reduce' }), gate);
  gate = apply(layers.dense({ units: 11, activation: 'sigmoid', name: 'expand' }), gate);
  gate = apply(layers.reshape({ targetShape: [1, 1, 11], name: 'reshape' }), gate);
  x = apply(layers.multiply({ name: 'excite' }), [x, gate]);
  x = apply(layers.averagePooling2d({ poolSize: 2, padding: 'same', name: 'average' }), x);
  const most = apply(layers.globalMaxPooling2d({ name: 'most' }), x);
  const mean = apply(layers.globalAveragePooling2d({ name: 'mean' }), x);
  x = apply(layers.concatenate({ name: 'both' }), [most, mean]);
  x = apply(layers.dense({ units: 4, name: 'logits' }), x);
  x = apply(layers.softmax({ name: 'softmax' }), x);
  return tf.model({ inputs: input, outputs: x, name: 'functional' });
}

function nested(): tf.LayersModel {
  const { layers } = tf;
  const apply = (layer: tf.layers.Layer, from: tf.SymbolicTensor): tf.SymbolicTensor =>
    layer.apply(from) as tf.SymbolicTensor;
  const inside = tf.input({ shape: [8, 8, 6], name: 'inside' });
  const backbone = tf.model({
    inputs: inside,
    outputs: residual(residual(inside, 'a'), 'b'),
    name: 'backbone',
  });
  const head = tf.sequential({
    name: 'head',
    layers: [
      layers.globalAveragePooling2d({ inputShape: [8, 8, 6], name: 'pool' }),
      layers.dense({ units: 7, activation: 'tanh', name: 'hidden' }),
    ],
  });
  const input = tf.input({ shape: [8, 8, 1], name: 'pictures' });
  let x = apply(
    layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'swish', name: 'stem' }),
    input,
  );
  x = apply(head as unknown as tf.layers.Layer, apply(backbone as unknown as tf.layers.Layer, x));
  x = apply(layers.dense({ units: 3, name: 'logits' }), x);
  return tf.model({ inputs: input, outputs: x, name: 'nested' });
}

/** As little as a file can be: the seed of damaged ones. */
function small(): tf.LayersModel {
  const { layers } = tf;
  return tf.sequential({
    name: 'small',
    layers: [
      layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3, name: 'conv2d' }),
      layers.batchNormalization({ name: 'batch_normalization' }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ units: 2, activation: 'softmax', name: 'dense' }),
    ],
  });
}

function smallFunctional(): tf.LayersModel {
  const { layers } = tf;
  const input = tf.input({ shape: [4, 4, 1], name: 'pictures' });
  const x = layers.conv2d({ filters: 1, kernelSize: 1, name: 'conv' }).apply(input) as tf.SymbolicTensor;
  const sum = layers.add({ name: 'add' }).apply([x, input]) as tf.SymbolicTensor;
  const inside = layers.flatten({ name: 'flat' }).apply(sum) as tf.SymbolicTensor;
  const outputs = layers.dense({ units: 2, name: 'dense' }).apply(inside) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs, name: 'small_functional' });
}

interface Packed {
  readonly specs: readonly object[];
  readonly data: Uint8Array;
}

/** Every weight as 8-bit steps, as the converter's `--quantize_uint8` writes them; the model takes the rounded values. */
function quantise(model: tf.LayersModel): Packed {
  const parts: Uint8Array[] = [];
  const specs = model.weights.map((weight) => {
    const values = weight.read().dataSync();
    const min = Math.min(...values);
    const scale = Math.fround((Math.max(...values) - min) / 255) || 1;
    const steps = Uint8Array.from(values, (value) => Math.round((value - min) / scale));
    parts.push(steps);
    weight.write(
      tf.tensor(
        Float32Array.from(steps, (step) => step * scale + min),
        weight.shape as number[],
      ),
    );
    const quantization = { dtype: 'uint8', scale, min, original_dtype: 'float32' };
    return { name: weight.originalName, shape: weight.shape, dtype: 'float32', quantization };
  });
  return { specs, data: Uint8Array.from(parts.flatMap((part) => [...part])) };
}

async function pack(model: tf.LayersModel): Promise<Packed> {
  let packed: Packed = { specs: [], data: new Uint8Array() };
  await model.save({
    save: async (artifacts) => {
      packed = {
        specs: artifacts.weightSpecs ?? [],
        data: new Uint8Array(artifacts.weightData as ArrayBuffer),
      };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
    },
  });
  return packed;
}

async function write(name: string, model: tf.LayersModel, quantised = false): Promise<void> {
  setWeights(model);
  const folder = new URL(`${name}/`, OUT);
  mkdirSync(folder, { recursive: true });
  const { specs, data } = quantised ? quantise(model) : await pack(model);
  const paths: string[] = [];
  const count = Math.ceil(data.length / SHARD_BYTES);
  for (let shard = 0; shard < count; shard++) {
    const path = `group1-shard${shard + 1}of${count}.bin`;
    paths.push(path);
    writeFileSync(new URL(path, folder), data.subarray(shard * SHARD_BYTES, (shard + 1) * SHARD_BYTES));
  }
  const file = {
    format: 'layers-model',
    generatedBy: 'TensorFlow.js tfjs-layers v4.22.0',
    convertedBy: null,
    modelTopology: model.toJSON(null, false),
    weightsManifest: [{ paths, weights: specs }],
  };
  writeFileSync(new URL('model.json', folder), JSON.stringify(file));
  const [, ...shape] = model.inputs[0]?.shape as number[];
  const size = shape.reduce((product, each) => product * each, PICTURES);
  const answer = model.predict(tf.tensor(noise(size, 50), [PICTURES, ...shape])) as tf.Tensor;
  writeFileSync(new URL('answer.json', folder), JSON.stringify({ shape, answer: [...answer.dataSync()] }));
}

await tf.setBackend('cpu');
await write('plain-stack', sequential());
await write('functional', functional());
await write('nested', nested());
await write('quantised', sequential(), true);
await write('small', small());
await write('small-functional', smallFunctional());
