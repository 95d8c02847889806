/**
 * EfficientNet-B0 for 32 x 32 pictures as the code of the input-aware attack has it (spec 6.3, a): squeeze of a quarter of the
 * expanded width, no wide layer in front of the classifier. Two quirks: where the stride is 2 a block adds its output to itself,
 * which is kept, since the weights were trained with it; and channels are dropped at random even in evaluation, which is
 * left out (note `dropout-off`), since no number could be repeated with it.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { pooledHead } from './head';
import {
  type Block,
  EFFICIENTNET_STAGES,
  invertedResidual,
  type MobileNumbers,
  USUAL_STEM,
} from './invertedResiduals';
import { cifarBlockNames, cifarShortcut, mobileCifar, readMobileCifar } from './mobileCifar';
import { widthWords } from './widthWords';

/** What tells one EfficientNet in the CIFAR layout from another. */
interface EfficientnetCifarOptions extends MobileNumbers {
  readonly inputSize?: InputSize;
}

function efficientBlock(g: GraphBuilder, input: string, block: Block): string {
  const names = cifarBlockNames(block);
  const { id } = names;
  const gate = { names: [`${id}.se1`, `${id}.se2`], quarterOf: 'inside' } as const;
  const x = invertedResidual(g, input, block, { ...names, gate }, 'swish');
  return g.add(id, x, block.stride === 1 ? cifarShortcut(g, id, input, block.channels) : x);
}

/** Builds the graph; node and parameter names are those of the attack's state dict. */
export function buildEfficientnetCifar(options: EfficientnetCifarOptions): Graph {
  const { stem, classes, inputChannels, inputSize = CIFAR_SIZE } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = mobileCifar(g, options, 'swish', (input, block) => efficientBlock(g, input, block));
  x = pooledHead(g, x, { id: 'linear', classes });
  return g.build(`EfficientNet-B0 (CIFAR layout)${widthWords(stem, USUAL_STEM)}`, x);
}

/** Any state dict with a `layers.0`. */
export const efficientnetCifar: Family = {
  id: 'efficientnetb0-cifar',
  propose(shapes) {
    const numbers = readMobileCifar(shapes, EFFICIENTNET_STAGES);
    if (numbers === null) return null;
    return {
      inputSize: CIFAR_SIZE,
      isSizeAssumed: true,
      notes: [{ kind: 'dropout-off' }],
      build: (inputSize) => buildEfficientnetCifar({ ...numbers, inputSize }),
    };
  },
  usual: () => [
    buildEfficientnetCifar({ stem: USUAL_STEM, stages: EFFICIENTNET_STAGES, classes: 10, inputChannels: 3 }),
  ],
};
