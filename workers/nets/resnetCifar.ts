/**
 * ResNet for 32 x 32 pictures in the layout of the reference code: 3x3 stem without pooling, stages of basic blocks or
 * bottlenecks, projection shortcuts with batch norm, `linear` (spec 6.3). Any base width, depth and number of classes.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { cellsBefore } from './fileShapes';
import { POOL, pooledHead, pooledSize } from './head';
import {
  ANY_WIDTH,
  depthName,
  lastChannels,
  readResidualNumbers,
  RESIDUAL_DEPTHS,
  type ResidualNumbers,
  residualStages,
  shrinkage,
} from './residualStages';

/** What tells one ResNet in the CIFAR layout from another. */
interface ResnetCifarOptions extends ResidualNumbers {
  readonly inputSize?: InputSize;
  /** Cells a side that pooling leaves: 1 of 32 x 32 pictures, 2 of 64 x 64. */
  readonly cells?: number;
}

/** ResNet-20, 32, 44, 56 and 110 (He et al. 2016, section 4.2). */
const THREE_STAGES = [3, 5, 7, 9, 18].map((count) => ({ blocks: [count, count, count] }));

/** Builds the graph; node and parameter names are those of the reference state dict. */
export function buildResnetCifar(options: ResnetCifarOptions): Graph {
  const { width, classes, inputChannels, inputSize = CIFAR_SIZE, cells = 1 } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = g.conv('conv1', 'input', width, { size: 3 });
  x = g.batchNorm('bn1', x, { stage: 0 });
  x = g.layer(g.activation('relu1', x));
  x = residualStages(g, x, options, 'shortcut');
  x = pooledHead(g, x, { id: 'linear', classes, cells });
  return g.build(`${depthName(options)} (CIFAR layout), width ${String(width)}`, x);
}

/** ResNet-18 in the CIFAR layout. */
export function buildResnet18(width: number, classes = 10): Graph {
  return buildResnetCifar({ width, classes, blocks: [2, 2, 2, 2], inputChannels: 3 });
}

/** Any state dict with `layer1`, `layer2`, ... */
export const resnetCifar: Family = {
  id: 'resnet-cifar',
  propose(shapes) {
    const numbers = readResidualNumbers(shapes);
    if (numbers === null) return null;
    const cells = cellsBefore(shapes, 'linear', lastChannels(numbers));
    return {
      inputSize: pooledSize(cells, POOL * shrinkage(numbers)),
      // Grey pictures come with 28 x 28 as well, and pooling leaves one cell of both.
      isSizeAssumed: numbers.inputChannels === 1,
      notes: [],
      build: (inputSize) => buildResnetCifar({ ...numbers, inputSize, cells }),
    };
  },
  usual: () =>
    [...RESIDUAL_DEPTHS, ...THREE_STAGES].map((depth) => buildResnetCifar({ ...ANY_WIDTH, ...depth })),
};
