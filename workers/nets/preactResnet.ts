/**
 * Pre-activation ResNet as BackdoorBench and the code of WaNet and the input-aware attack have it (spec 6.3): no batch norm
 * behind the stem, each block begins with bn-ReLU, a projection takes the activated map and has no batch norm, and the last
 * sum goes into the mean as it is, so that features can be negative.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { cellsBefore } from './fileShapes';
import { POOL, pooledHead, pooledSize } from './head';
import {
  ANY_WIDTH,
  BASIC_DEPTHS,
  lastChannels,
  readResidualNumbers,
  type ResidualNumbers,
  depthName,
  shrinkage,
} from './residualStages';
import { widthWords } from './widthWords';

/** What tells one PreAct-ResNet from another. */
interface PreactResnetOptions extends Omit<ResidualNumbers, 'bottleneck'> {
  readonly inputSize?: InputSize;
  /** Cells a side that pooling leaves. */
  readonly cells?: number;
}

interface BlockShape {
  readonly channels: number;
  readonly stride: number;
  readonly stage: number;
}

function preactBlock(g: GraphBuilder, id: string, input: string, block: BlockShape): string {
  const { channels, stride, stage } = block;
  const activated = g.activation(`${id}.relu1`, g.batchNorm(`${id}.bn1`, input, { stage }));
  let x = g.conv(`${id}.conv1`, activated, channels, { size: 3, stride });
  x = g.activation(`${id}.relu2`, g.batchNorm(`${id}.bn2`, x, { stage, lastInBlock: true }));
  x = g.conv(`${id}.conv2`, x, channels, { size: 3 });
  const skip =
    stride !== 1 || g.shapeOf(input)[2] !== channels
      ? g.conv(`${id}.shortcut.0`, activated, channels, { size: 1, stride })
      : input;
  return g.layer(g.add(id, x, skip));
}

/** Builds the graph; node and parameter names are BackdoorBench's. */
export function buildPreactResnet(options: PreactResnetOptions): Graph {
  const { width, classes, blocks, inputChannels, inputSize = CIFAR_SIZE, cells = 1 } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = g.layer(g.conv('conv1', 'input', width, { size: 3 }));
  blocks.forEach((count, index) => {
    for (let block = 0; block < count; block++) {
      const stride = block === 0 && index > 0 ? 2 : 1;
      const shape = { channels: width << index, stride, stage: index + 1 };
      x = preactBlock(g, `layer${String(index + 1)}.${String(block)}`, x, shape);
    }
  });
  x = pooledHead(g, x, { id: 'linear', classes, cells });
  return g.build(`PreAct-${depthName({ ...options, bottleneck: false })}${widthWords(width, 64)}`, x);
}

/** Any state dict with `layer1`, `layer2`, ... */
export const preactResnet: Family = {
  id: 'preact-resnet',
  propose(shapes) {
    const numbers = readResidualNumbers(shapes);
    if (numbers === null) return null;
    const plain = { ...numbers, bottleneck: false };
    const cells = cellsBefore(shapes, 'linear', lastChannels(plain));
    return {
      inputSize: pooledSize(cells, POOL * shrinkage(numbers)),
      // BackdoorBench pools whatever is left, and trains the same layout on 64 x 64 pictures.
      isSizeAssumed: cells === 1,
      notes: [],
      build: (inputSize) => buildPreactResnet({ ...plain, inputSize, cells }),
    };
  },
  usual: () => BASIC_DEPTHS.map((blocks) => buildPreactResnet({ ...ANY_WIDTH, blocks })),
};
