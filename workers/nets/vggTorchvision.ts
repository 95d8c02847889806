/**
 * VGG-11 to VGG-19 as torchvision has them: mean over 7 x 7 bins, then three dense layers with dropout (spec 6.3). BackdoorBench
 * runs them on 32 x 32 pictures, whose one last cell is repeated 49 times.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize, torchvisionSize } from './family';
import { classesOf, outputsOf } from './fileShapes';
import { readVggNumbers, USUAL_VGGS, vggFeatures, vggName, type VggNumbers, vggStages } from './vggFeatures';

/** What tells one of torchvision's VGGs from another. */
interface VggTorchvisionOptions extends VggNumbers {
  readonly classes: number;
  /** Outputs of the two dense layers before the last. */
  readonly hidden: readonly [number, number];
  readonly inputSize: InputSize;
}

const BINS = 7;
const DROPOUT = 0.5;
const HIDDEN = 4096;

/** Builds the graph; node and parameter names are torchvision's. */
export function buildVggTorchvision(options: VggTorchvisionOptions): Graph {
  const { classes, batchNorm, hidden, inputChannels, inputSize } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = vggFeatures(g, { stages: vggStages(options), batchNorm });
  x = g.flatten('flatten', g.adaptiveAvgPool('avgpool', x, BINS, BINS));
  hidden.forEach((channels, index) => {
    const at = (offset: number): string => `classifier.${String(3 * index + offset)}`;
    x = g.dropout(at(2), g.activation(at(1), g.dense(at(0), x, channels)), DROPOUT);
  });
  return g.build(vggName(options, 'torchvision'), g.dense('classifier.6', x, classes));
}

/** Any state dict with convolutions called `features.0`, ... */
export const vggTorchvision: Family = {
  id: 'vgg-torchvision',
  propose(shapes) {
    const numbers = readVggNumbers(shapes);
    if (numbers === null) return null;
    const hidden = (head: string): number => outputsOf(shapes, [`${head}.bias`, `${head}.weight`], HIDDEN);
    const classes = classesOf(shapes, 'classifier.6');
    const options = {
      ...numbers,
      classes,
      hidden: [hidden('classifier.0'), hidden('classifier.3')],
    } as const;
    return {
      inputSize: torchvisionSize(classes),
      isSizeAssumed: true,
      notes: [],
      build: (inputSize) => buildVggTorchvision({ ...options, inputSize }),
    };
  },
  usual: () =>
    USUAL_VGGS.map((numbers) =>
      buildVggTorchvision({ ...numbers, classes: 10, hidden: [HIDDEN, HIDDEN], inputSize: CIFAR_SIZE }),
    ),
};
