/** What the ResNets of the reference code and of torchvision have in common: stages of basic or bottleneck blocks (spec 6.3). */
import type { GraphBuilder } from '../graph/builder';
import type { Shapes } from './family';
import { blocksPerStage, classesOf, inputChannelsOf, sizeAt } from './fileShapes';

/** What tells one residual network from another. */
export interface ResidualNumbers {
  /** Channels of the stem; the stages have 1, 2, 4 and 8 times as many. */
  readonly width: number;
  readonly classes: number;
  /** Blocks per stage: [2, 2, 2, 2] is ResNet-18, [3, 4, 6, 3] is ResNet-34 or, of bottlenecks, ResNet-50. */
  readonly blocks: readonly number[];
  readonly inputChannels: number;
  /** Blocks of 1x1, 3x3 and 1x1 convolutions, four times as wide at their end. */
  readonly bottleneck?: boolean;
}

const EXPANSION = 4;

/** ResNet-18 and ResNet-34. */
export const BASIC_DEPTHS = [
  [2, 2, 2, 2],
  [3, 4, 6, 3],
] as const;
/** The depths in use, up to ResNet-152. */
export const RESIDUAL_DEPTHS: readonly Pick<ResidualNumbers, 'blocks' | 'bottleneck'>[] = [
  ...BASIC_DEPTHS.map((blocks) => ({ blocks })),
  { blocks: [3, 4, 6, 3], bottleneck: true },
  { blocks: [3, 4, 23, 3], bottleneck: true },
  { blocks: [3, 8, 36, 3], bottleneck: true },
];
/** Numbers that leave the names of a network as they are. */
export const ANY_WIDTH = { width: 64, classes: 10, inputChannels: 3 } as const;

interface BlockShape {
  readonly channels: number;
  readonly stride: number;
  readonly stage: number;
  /** What the projection is called, where there is one. */
  readonly shortcut: string;
}

/** Convolution `convN` and batch norm `bnN` of a block. */
function convolve(
  g: GraphBuilder,
  id: string,
  input: string,
  layer: {
    readonly at: 1 | 2 | 3;
    readonly size: 1 | 3;
    readonly channels: number;
    readonly stride?: number;
    readonly stage: number;
    readonly last?: boolean;
  },
): string {
  const { at, size, channels, stride = 1, stage, last = false } = layer;
  const x = g.conv(`${id}.conv${String(at)}`, input, channels, { size, stride });
  const y = g.batchNorm(`${id}.bn${String(at)}`, x, { stage, lastInBlock: last });
  return last ? y : g.activation(`${id}.relu${String(at)}`, y);
}

/** conv-bn-ReLU-conv-bn, plus the input or its projection, ReLU. A bottleneck's stride is that of its 3x3 convolution. */
function residualBlock(
  g: GraphBuilder,
  id: string,
  input: string,
  block: BlockShape,
  bottleneck: boolean,
): string {
  const { channels, stride, stage, shortcut } = block;
  const out = channels * (bottleneck ? EXPANSION : 1);
  let x: string;
  if (bottleneck) {
    x = convolve(g, id, input, { at: 1, size: 1, channels, stage });
    x = convolve(g, id, x, { at: 2, size: 3, channels, stride, stage });
    x = convolve(g, id, x, { at: 3, size: 1, channels: out, stage, last: true });
  } else {
    x = convolve(g, id, input, { at: 1, size: 3, channels, stride, stage });
    x = convolve(g, id, x, { at: 2, size: 3, channels, stage, last: true });
  }
  let skip = input;
  if (stride !== 1 || g.shapeOf(input)[2] !== out) {
    skip = g.conv(`${id}.${shortcut}.0`, input, out, { size: 1, stride });
    skip = g.batchNorm(`${id}.${shortcut}.1`, skip, { stage });
  }
  return g.layer(g.activation(id, g.add(`${id}.add`, x, skip)));
}

/** All stages, `layer1.0` and so on; the first keeps the size of the map, the others halve it. */
export function residualStages(
  g: GraphBuilder,
  input: string,
  { width, blocks, bottleneck = false }: ResidualNumbers,
  shortcut: string,
): string {
  let x = input;
  blocks.forEach((count, index) => {
    for (let block = 0; block < count; block++) {
      const shape = {
        channels: width << index,
        stride: block === 0 && index > 0 ? 2 : 1,
        stage: index + 1,
        shortcut,
      };
      x = residualBlock(g, `layer${String(index + 1)}.${String(block)}`, x, shape, bottleneck);
    }
  });
  return x;
}

/** Channels of the last stage. */
export function lastChannels({ width, blocks, bottleneck = false }: ResidualNumbers): number {
  return (width << (blocks.length - 1)) * (bottleneck ? EXPANSION : 1);
}

/** Pixels a side of one point of the last map. */
export function shrinkage({ blocks }: ResidualNumbers): number {
  return 2 ** (blocks.length - 1);
}

/** "ResNet-18": convolutions along the longest path and the dense layer, as the papers count. */
export function depthName({ blocks, bottleneck = false }: ResidualNumbers): string {
  const count = blocks.reduce((sum, each) => sum + each, 0);
  return `ResNet-${String(count * (bottleneck ? 3 : 2) + 2)}`;
}

/** The numbers in the shapes of a file, or null where it has no `layer1`, `layer2`, ... */
export function readResidualNumbers(shapes: Shapes): ResidualNumbers | null {
  const blocks = blocksPerStage(shapes, 'layer');
  if (blocks.length === 0) return null;
  const width = sizeAt(
    shapes,
    [
      ['conv1.weight', 0],
      ['bn1.weight', 0],
      ['layer1.0.conv1.weight', 1],
    ],
    64,
  );
  return {
    width,
    classes: classesOf(shapes, 'linear', 'fc'),
    blocks,
    inputChannels: inputChannelsOf(shapes, 'conv1'),
    bottleneck: hasThirdConvolutions(shapes, blocks),
  };
}

/** In most blocks; a stray name does not make a bottleneck. */
function hasThirdConvolutions(shapes: Shapes, blocks: readonly number[]): boolean {
  const third = [...shapes.keys()].filter((name) => /^layer\d\.\d+\.conv3\.weight$/.test(name)).length;
  return third * 2 > blocks.reduce((sum, count) => sum + count, 0);
}
