/** Small Sequential models by hand: their layers and the tensors of each. */
import type { RawTensor } from '../../../../workers/readers/elements';
import type { KerasFile } from '../../../../workers/readers/kerasFile';
import { type JsonObject, textMember } from '../../../../workers/readers/kerasJson';

export interface HandLayer {
  readonly class_name: string;
  readonly config: JsonObject;
  /** By Keras's names. */
  readonly tensors?: Readonly<Record<string, RawTensor>>;
}

/** A tensor of one number repeated, or of the numbers given. */
export function values(shape: readonly number[], ...numbers: readonly number[]): RawTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length: count }, (_, at) => numbers[at % numbers.length] ?? 0);
  return { shape, dtype: 'float32', data };
}

export function layer(
  className: string,
  name: string,
  config: JsonObject = {},
  tensors: Readonly<Record<string, RawTensor>> = {},
): HandLayer {
  return { class_name: className, config: { name, ...config }, tensors };
}

/** A Dense layer of so many inputs and outputs, all weights 1. */
export function dense(name: string, inputs: number, units: number, config: JsonObject = {}): HandLayer {
  return layer(
    'Dense',
    name,
    { units, use_bias: false, ...config },
    { kernel: values([inputs, units], 1, 2) },
  );
}

/** A file whose pictures have the shape [height, width, channels]. */
export function sequentialFile(
  shape: readonly (number | null)[],
  layers: readonly HandLayer[],
  kerasVersion = '2.11.0',
): KerasFile {
  const input = {
    class_name: 'InputLayer',
    config: { name: 'pictures', batch_input_shape: [null, ...shape] },
  };
  const described = layers.map(({ class_name, config }) => ({ class_name, config }));
  return {
    format: 'keras-h5',
    kerasVersion,
    config: { class_name: 'Sequential', config: { name: 'hand_made', layers: [input, ...described] } },
    naming: 'by-name',
    weights: layers.flatMap(({ config, tensors = {} }) => {
      const group = textMember(config, 'name') ?? '';
      const named = Object.entries(tensors).map(([name, tensor]) => ({ name: `${group}/${name}`, tensor }));
      return named.length === 0 ? [] : [{ group, label: null, tensors: named }];
    }),
  };
}
