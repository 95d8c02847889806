/**
 * ResNet for 32 x 32 pictures in the layout of the reference code: 3x3 stem without pooling, four stages of basic
 * blocks, projection shortcuts with batch norm, `linear` (spec 6.3). Any base width, any number of classes.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';

export interface ResnetCifarOptions {
  /** Channels of the stem; the stages have 1, 2, 4 and 8 times as many. */
  readonly width: number;
  readonly classes: number;
  /** Basic blocks per stage: [2, 2, 2, 2] is ResNet-18, [3, 4, 6, 3] is ResNet-34. */
  readonly blocks: readonly [number, number, number, number];
  readonly inputChannels: number;
}

function basicBlock(g: GraphBuilder, id: string, input: string, block: BlockShape): string {
  const { channels, stride, project, stage } = block;
  let x = g.conv(`${id}.conv1`, input, channels, { size: 3, stride });
  x = g.batchNorm(`${id}.bn1`, x, { stage });
  x = g.activation(`${id}.relu1`, x);
  x = g.conv(`${id}.conv2`, x, channels, { size: 3 });
  x = g.batchNorm(`${id}.bn2`, x, { stage, lastInBlock: true });
  let shortcut = input;
  if (project) {
    shortcut = g.conv(`${id}.shortcut.0`, input, channels, { size: 1, stride, padding: 0 });
    shortcut = g.batchNorm(`${id}.shortcut.1`, shortcut, { stage });
  }
  x = g.add(`${id}.add`, x, shortcut);
  return g.layer(g.activation(id, x));
}

interface BlockShape {
  readonly channels: number;
  readonly stride: number;
  readonly project: boolean;
  readonly stage: number;
}

/** Builds the graph; node and parameter names are those of the reference state dict. */
export function buildResnetCifar(options: ResnetCifarOptions): Graph {
  const { width, classes, blocks, inputChannels } = options;
  const g = new GraphBuilder([32, 32, inputChannels]);
  let x = g.conv('conv1', 'input', width, { size: 3 });
  x = g.batchNorm('bn1', x, { stage: 0 });
  x = g.layer(g.activation('relu1', x));
  let inChannels = width;
  blocks.forEach((count, index) => {
    const stage = index + 1;
    const channels = width << index;
    for (let block = 0; block < count; block++) {
      const stride = block === 0 && stage > 1 ? 2 : 1;
      const project = stride !== 1 || inChannels !== channels;
      x = basicBlock(g, `layer${String(stage)}.${String(block)}`, x, { channels, stride, project, stage });
      inChannels = channels;
    }
  });
  x = g.globalAvgPool('pool', x);
  x = g.dense('linear', x, classes);
  return g.build(`${nameOf(blocks)} (CIFAR layout), width ${String(width)}`, x);
}

function nameOf(blocks: readonly number[]): string {
  const convolutions = blocks.reduce((sum, count) => sum + count, 0) * 2 + 2;
  return `ResNet-${String(convolutions)}`;
}

/** ResNet-18 in the CIFAR layout. */
export function buildResnet18(width: number, classes = 10): Graph {
  return buildResnetCifar({ width, classes, blocks: [2, 2, 2, 2], inputChannels: 3 });
}

/**
 * Recognises the layout from the shapes of a PyTorch state dict (OIHW), spec 6.4:
 * 3x3 stem, root `bn1`, shortcuts with batch norm, `linear`. Null where it is something else.
 */
export function recogniseResnetCifar(shapes: ReadonlyMap<string, readonly number[]>): Graph | null {
  const stem = shapes.get('conv1.weight');
  const head = shapes.get('linear.weight');
  if (stem?.length !== 4 || stem[2] !== 3 || head?.length !== 2 || !shapes.has('bn1.weight')) return null;
  if (!shapes.has('layer1.0.conv2.weight') || shapes.has('layer1.0.conv3.weight')) return null;
  const [width, inputChannels] = stem;
  const [classes] = head;
  if (width === undefined || inputChannels === undefined || classes === undefined) return null;
  const count = (stage: number): number => {
    let blocks = 0;
    while (shapes.has(`layer${String(stage)}.${String(blocks)}.conv1.weight`)) blocks++;
    return blocks;
  };
  const blocks = [count(1), count(2), count(3), count(4)] as const;
  if (blocks.some((each) => each === 0) || width < 1 || inputChannels < 1 || classes < 2) return null;
  return buildResnetCifar({ width, classes, blocks, inputChannels });
}
