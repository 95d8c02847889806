/**
 * MobileNet-V2 for 32 x 32 pictures in the layout of the reference code: fewer strides, ReLU instead of ReLU6, a sum wherever
 * the stride is 1 (spec 6.3).
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { convNorm } from './convNorm';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { cellsBefore, outputsOf } from './fileShapes';
import { POOL, pooledHead, pooledSize } from './head';
import {
  type Block,
  invertedResidual,
  MOBILENET_STAGES,
  type MobileNumbers,
  USUAL_HEAD,
  USUAL_STEM,
} from './invertedResiduals';
import { cifarBlockNames, cifarShortcut, mobileCifar, readMobileCifar } from './mobileCifar';
import { widthWords } from './widthWords';

/** What tells one MobileNet-V2 in the CIFAR layout from another. */
interface MobilenetCifarOptions extends MobileNumbers {
  /** Channels in front of the dense layer. */
  readonly head: number;
  readonly inputSize?: InputSize;
  /** Cells a side that pooling leaves. */
  readonly cells?: number;
}

/** Three strides of 2. */
const SHRINKAGE = 8;
/** The second stage keeps the size of the map. */
export const MOBILENET_CIFAR_STAGES = MOBILENET_STAGES.map((stage, index) =>
  index === 1 ? { ...stage, stride: 1 } : stage,
);

function mobileBlock(g: GraphBuilder, input: string, block: Block): string {
  const names = cifarBlockNames(block);
  const x = invertedResidual(g, input, block, names, 'relu');
  if (block.stride !== 1) return x;
  return g.add(names.id, x, cifarShortcut(g, names.id, input, block.channels));
}

/** Builds the graph; node and parameter names are those of the reference state dict. */
export function buildMobilenetCifar(options: MobilenetCifarOptions): Graph {
  const { stem, head, classes, inputChannels, inputSize = CIFAR_SIZE, cells = 1 } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = mobileCifar(g, options, 'relu', (input, block) => mobileBlock(g, input, block));
  x = g.layer(convNorm(g, x, { names: ['conv2', 'bn2'], channels: head, activation: 'relu' }));
  x = pooledHead(g, x, { id: 'linear', classes, cells });
  return g.build(`MobileNet-V2 (CIFAR layout)${widthWords(stem, USUAL_STEM)}`, x);
}

/** Any state dict with a `layers.0`. */
export const mobilenetCifar: Family = {
  id: 'mobilenetv2-cifar',
  propose(shapes) {
    const numbers = readMobileCifar(shapes, MOBILENET_CIFAR_STAGES);
    if (numbers === null) return null;
    const head = outputsOf(shapes, ['conv2.weight', 'bn2.weight'], USUAL_HEAD);
    const cells = cellsBefore(shapes, 'linear', head);
    return {
      inputSize: pooledSize(cells, POOL * SHRINKAGE),
      isSizeAssumed: numbers.inputChannels === 1,
      notes: [],
      build: (inputSize) => buildMobilenetCifar({ ...numbers, head, inputSize, cells }),
    };
  },
  usual: () => [
    buildMobilenetCifar({
      stem: USUAL_STEM,
      head: USUAL_HEAD,
      classes: 10,
      inputChannels: 3,
      stages: MOBILENET_CIFAR_STAGES,
    }),
  ],
};
