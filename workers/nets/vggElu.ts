/** The small VGG of I-BAU: three stages of two convolutions with batch norm and ELU, dropout behind each pooling (spec 6.3). */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { cellsBefore, classesOf, hasNames, inputChannelsOf, outputsOf } from './fileShapes';
import { vggFeatures } from './vggFeatures';

/** What tells one small VGG from another. */
interface VggEluOptions {
  /** Channels of the first stage; the others have 2 and 4 times as many. */
  readonly width: number;
  readonly classes: number;
  readonly inputChannels: number;
  readonly inputSize?: InputSize;
}

const USUAL_WIDTH = 32;
/** Three poolings halve the picture. */
const SHRINKAGE = 8;
/** Of 28 x 28 pictures 3 x 3 cells are left, as of 24 x 24, which nobody uses. */
const GREY = { cells: 3, size: 28 } as const;
const DROPOUT = 0.3;

/** Builds the graph; node and parameter names are those of I-BAU's state dict. */
export function buildVggElu(options: VggEluOptions): Graph {
  const { width, classes, inputChannels, inputSize = CIFAR_SIZE } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  const stages = [1, 2, 4].map((multiple) => ({ convolutions: 2, channels: width * multiple }));
  const x = vggFeatures(g, { stages, batchNorm: true, activation: 'elu', dropout: DROPOUT });
  const logits = g.dense('classifier', g.flatten('flatten', x), classes);
  return g.build(`Small VGG with ELU, width ${String(width)}`, logits);
}

/** Any state dict with a `features.8`. */
export const vggElu: Family = {
  id: 'vgg-elu',
  propose(shapes) {
    // The second stage's first convolution, which stands elsewhere in every other VGG.
    if (!hasNames(shapes, 'features.8.')) return null;
    const width = outputsOf(shapes, ['features.0.weight', 'features.0.bias'], USUAL_WIDTH);
    const classes = classesOf(shapes, 'classifier');
    const inputChannels = inputChannelsOf(shapes, 'features.0');
    const cells = cellsBefore(shapes, 'classifier', width * 4);
    const side = cells === GREY.cells ? GREY.size : SHRINKAGE * cells;
    return {
      inputSize: [side, side],
      isSizeAssumed: false,
      notes: [],
      build: (inputSize) => buildVggElu({ width, classes, inputChannels, inputSize }),
    };
  },
  usual: () => [buildVggElu({ width: USUAL_WIDTH, classes: 10, inputChannels: 3 })],
};
