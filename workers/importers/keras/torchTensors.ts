import { permuteAxes } from '../../nets/layout';
import type { RawTensor } from '../../readers/elements';
import type { KerasFile, LayerWeights, NamedTensor } from '../../readers/kerasFile';

/** Keras's words for the numbered variables of a layer, by how many it has and the axes of the first. */
function wordsFor(tensors: readonly NamedTensor[]): readonly string[] {
  const axes = tensors[0]?.tensor.shape.length ?? 0;
  if (axes === 4 || axes === 2) return ['kernel', 'bias'];
  return axes === 1 && tensors.length === 4 ? ['gamma', 'beta', 'moving_mean', 'moving_variance'] : [];
}

/** The full name of a tensor of a file: the layer it belongs to, and Keras's word for it. */
function nameOf({ group, tensors }: LayerWeights, { name }: NamedTensor, isNumbered: boolean): string {
  if (isNumbered) return `${group}/${wordsFor(tensors)[Number(name)] ?? name}`;
  return name.startsWith(`${group}/`) ? name : `${group}/${name}`;
}

/** Rows, columns, inputs, outputs -> outputs, inputs, rows, columns; of a depthwise convolution inputs x multiples, 1, rows, columns. */
function convolution(name: string, tensor: RawTensor): RawTensor {
  const [rows = 1, columns = 1, inputs = 1, outputs = 1] = tensor.shape;
  // Keras 3 says `kernel` of both kinds; a convolution that leaves one channel of many is rare.
  const isDepthwise = name.includes('depthwise') || (rows > 1 && inputs > 1 && outputs === 1);
  if (!isDepthwise) return { ...tensor, ...permuteAxes(tensor, [3, 2, 0, 1]) };
  const { data } = permuteAxes(tensor, [2, 3, 0, 1]);
  return { ...tensor, shape: [inputs * outputs, 1, rows, columns], data };
}

function inTorchLayout(name: string, tensor: RawTensor): RawTensor {
  const axes = tensor.shape.length;
  if (axes === 4) return convolution(name, tensor);
  return axes === 2 ? { ...tensor, ...permuteAxes(tensor, [1, 0]) } : tensor;
}

/** The tensors of a file of weights alone in PyTorch's layouts, in the file's order. */
export function torchTensors({ naming, weights }: KerasFile): Map<string, RawTensor> {
  const found = new Map<string, RawTensor>();
  for (const layer of weights) {
    for (const each of layer.tensors) {
      const name = nameOf(layer, each, naming === 'by-class');
      found.set(name, inTorchLayout(name, each.tensor));
    }
  }
  return found;
}
