import type { RawTensor } from './elements';
import type { JsonValue } from './kerasJson';

/** A tensor under the name its file gives it. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: RawTensor;
}

/** The tensors of one layer (or of a model inside the model), in Keras's order and layout. */
export interface LayerWeights {
  /** The group they stand in: a layer's name (`conv2d_3`), or a path (`layers/conv2d_3`) in files of Keras 3. */
  readonly group: string;
  /** The layer's name where a file of Keras 3 says it. */
  readonly label: string | null;
  /** `conv2d_3/kernel`; in files of Keras 3 only numbers: `0`, `1`. */
  readonly tensors: readonly NamedTensor[];
}

/** A network, or only its weights, as Keras and TensorFlow.js layers models keep it. */
export interface KerasFile {
  readonly format: 'keras-h5' | 'keras-zip' | 'tfjs-layers';
  readonly kerasVersion: string | null;
  /** `{ class_name, config }`; null for a file of weights only. */
  readonly config: JsonValue | null;
  /** How the weights find their layers: by name, or by the order of the layers of one class. */
  readonly naming: 'by-name' | 'by-class';
  readonly weights: readonly LayerWeights[];
}
