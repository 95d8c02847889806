/**
 * ResNet as torchvision builds it: 7x7 stem of stride 2, max pooling, shortcuts called `downsample`, `fc` (spec 6.4).
 * BackdoorBench runs it on 32 x 32 pictures as it is.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize, torchvisionSize } from './family';
import {
  ANY_WIDTH,
  depthName,
  readResidualNumbers,
  RESIDUAL_DEPTHS,
  type ResidualNumbers,
  residualStages,
} from './residualStages';
import { widthWords } from './widthWords';

/** Builds the graph; node and parameter names are torchvision's. */
export function buildResnetTorchvision(options: ResidualNumbers & { readonly inputSize: InputSize }): Graph {
  const { width, classes, inputChannels, inputSize } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = g.conv('conv1', 'input', width, { size: 7, stride: 2 });
  x = g.batchNorm('bn1', x, { stage: 0 });
  x = g.layer(g.activation('relu', x));
  x = g.pool('maxPool', 'maxpool', x, { size: 3, stride: 2, padding: 1 });
  x = residualStages(g, x, options, 'downsample');
  x = g.dense('fc', g.globalAvgPool('avgpool', x), classes);
  return g.build(`${depthName(options)} (torchvision layout)${widthWords(width, 64)}`, x);
}

/** Any state dict with `layer1`, `layer2`, ... */
export const resnetTorchvision: Family = {
  id: 'resnet-torchvision',
  propose(shapes) {
    const numbers = readResidualNumbers(shapes);
    if (numbers === null) return null;
    return {
      inputSize: torchvisionSize(numbers.classes),
      isSizeAssumed: true,
      notes: [],
      build: (inputSize) => buildResnetTorchvision({ ...numbers, inputSize }),
    };
  },
  usual: () =>
    RESIDUAL_DEPTHS.map((depth) => buildResnetTorchvision({ ...ANY_WIDTH, ...depth, inputSize: CIFAR_SIZE })),
};
