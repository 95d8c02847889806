/** VGG-11 to VGG-19 as the reference code has them: five poolings, then one dense layer called `classifier` (spec 6.3). */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { cellsBefore, classesOf } from './fileShapes';
import { pooledSize } from './head';
import {
  readVggNumbers,
  USUAL_VGGS,
  vggChannels,
  vggFeatures,
  vggName,
  type VggNumbers,
  vggStages,
} from './vggFeatures';

/** What tells one VGG in the CIFAR layout from another. */
interface VggCifarOptions extends VggNumbers {
  readonly classes: number;
  readonly inputSize?: InputSize;
}

/** Five poolings. */
const SHRINKAGE = 32;

/** Builds the graph; node and parameter names are those of the reference state dict. */
export function buildVggCifar(options: VggCifarOptions): Graph {
  const { classes, batchNorm, inputChannels, inputSize = CIFAR_SIZE } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  const x = vggFeatures(g, { stages: vggStages(options), batchNorm });
  return g.build(vggName(options, 'CIFAR'), g.dense('classifier', g.flatten('flatten', x), classes));
}

/** Any state dict with convolutions called `features.0`, ... */
export const vggCifar: Family = {
  id: 'vgg-cifar',
  propose(shapes) {
    const numbers = readVggNumbers(shapes);
    if (numbers === null) return null;
    const options = { ...numbers, classes: classesOf(shapes, 'classifier') };
    return {
      // 32 x 32 pictures end in one cell: nothing pools what is left of larger ones.
      inputSize: pooledSize(cellsBefore(shapes, 'classifier', vggChannels(numbers)), SHRINKAGE),
      isSizeAssumed: false,
      notes: [],
      build: (inputSize) => buildVggCifar({ ...options, inputSize }),
    };
  },
  usual: () => USUAL_VGGS.map((numbers) => buildVggCifar({ ...numbers, classes: 10 })),
};
