/** A small network of the visitor's as TensorFlow.js saves it, and pictures to go with it. */
import { writeNpz } from '../../workers/export/npz';
import type { DroppedFile } from './visitor';

/** One convolution and one dense layer: model.json and its shard. The weights are a ramp, so it answers something. */
export function ownStack(side: number, channels: number, classes: number): readonly DroppedFile[] {
  const weights = [
    { name: 'c/kernel', shape: [3, 3, channels, 2], dtype: 'float32' },
    { name: 'c/bias', shape: [2], dtype: 'float32' },
    { name: 'd/kernel', shape: [2 * side * side, classes], dtype: 'float32' },
    { name: 'd/bias', shape: [classes], dtype: 'float32' },
  ];
  const count = weights.reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  const values = Float32Array.from({ length: count }, (_, at) => ((at % 13) - 6) / 100);
  const convolution = {
    name: 'c',
    filters: 2,
    kernel_size: [3, 3],
    strides: [1, 1],
    padding: 'same',
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: 'relu',
    use_bias: true,
    batch_input_shape: [null, side, side, channels],
  };
  const layers = [
    { class_name: 'Conv2D', config: convolution },
    { class_name: 'Flatten', config: { name: 'f' } },
    { class_name: 'Dense', config: { name: 'd', units: classes, activation: 'softmax', use_bias: true } },
  ];
  const model = {
    format: 'layers-model',
    modelTopology: { model_config: { class_name: 'Sequential', config: { name: 'own', layers } } },
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights }],
  };
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(model)) },
    { name: 'group1-shard1of1.bin', bytes: new Uint8Array(values.buffer) },
  ];
}

/** Even pictures of ten classes, a tone for each. */
export function tonedPictures(name: string, count: number, side: number, channels: 1 | 3): DroppedFile {
  const pixels = Uint8Array.from(
    { length: count * side * side * channels },
    (_, at) => (Math.floor(at / (side ** 2 * channels)) % 10) * 25,
  );
  const bytes = writeNpz(
    new Map([
      ['images', { shape: [count, side, side, channels], dtype: 'uint8' as const, data: pixels }],
      [
        'labels',
        {
          shape: [count],
          dtype: 'int32' as const,
          data: Int32Array.from({ length: count }, (_, at) => at % 10),
        },
      ],
    ]),
  );
  return { name, bytes };
}
