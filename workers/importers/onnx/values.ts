/** What stands behind a name in an ONNX graph. */
import type { OnnxTensor } from '../../readers/onnxModel';

/** A value of the network that we build. */
export interface Activation {
  readonly kind: 'activation';
  /** Node of the graph. */
  readonly id: string;
  /** ONNX's axes in their order: NCHW, NHWC behind a transposition, NC for vectors. Axes that are absent have size 1. */
  readonly axes: string;
  /** A flattened map runs by channel first, as PyTorch does it; the graph's runs by row first. */
  readonly isChannelsFirst: boolean;
}

/** Numbers known now. NaN in a shape stands for the number of pictures. */
export interface Numbers {
  readonly kind: 'numbers';
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Numbers of the file that nobody has read yet. */
export interface Stored {
  readonly kind: 'stored';
  readonly tensor: OnnxTensor;
}

export type Value = Activation | Numbers | Stored;

/** Constants of this shape. */
export function numbers(dims: readonly number[], data: ArrayLike<number>): Numbers {
  return { kind: 'numbers', dims, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}
