/** EfficientNet-B0 as torchvision has it (spec 6.3, b): stem of stride 2, squeeze of a quarter of the incoming width, head of 1,280. */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { convNorm } from './convNorm';
import { CIFAR_SIZE, type Family, type InputSize, torchvisionSize } from './family';
import { classesOf, hasNames, inputChannelsOf, sizeAt } from './fileShapes';
import { type Block, blocksOf, EFFICIENTNET_STAGES, readStages, type Stage } from './invertedResiduals';
import { squeezeExcite } from './squeezeExcite';
import { widthWords } from './widthWords';

/** What tells one of torchvision's EfficientNets from another. */
export interface EfficientnetTorchvisionOptions {
  /** Channels of the stem. */
  readonly stem: number;
  readonly stages: readonly Stage[];
  /** Channels in front of the dense layer. */
  readonly head: number;
  readonly classes: number;
  readonly inputChannels: number;
  readonly inputSize: InputSize;
}

const USUAL_STEM = 32;
const USUAL_HEAD = 1280;
const SQUEEZE_DIVISOR = 4;
const DROPOUT = 0.2;
/** `features.0` is the stem, the seven stages follow. */
const HEAD_AT = 8;

function moduleOf({ stage, blockOfStage }: Block): string {
  return `features.${String(stage + 1)}.${String(blockOfStage)}`;
}

/** `features.N.M.block`: [expand,] depthwise, squeeze and excite, narrow. */
function narrowingOf(block: Block): readonly [string, string] {
  const id = `${moduleOf(block)}.block.${block.expansion === 1 ? '2' : '3'}`;
  return [`${id}.0`, `${id}.1`];
}

function efficientBlock(g: GraphBuilder, input: string, block: Block): string {
  const id = moduleOf(block);
  const { channels, expansion, kernel, stride } = block;
  const inChannels = g.shapeOf(input)[2];
  const inside = inChannels * expansion;
  let [x, at] = [input, 0];
  const names = () => [`${id}.block.${String(at)}.0`, `${id}.block.${String(at++)}.1`] as const;
  if (expansion !== 1) x = convNorm(g, x, { names: names(), channels: inside, activation: 'swish' });
  x = convNorm(g, x, {
    names: names(),
    channels: inside,
    size: kernel,
    stride,
    depthwise: true,
    activation: 'swish',
  });
  x = squeezeExcite(g, x, {
    names: [`${id}.block.${String(at)}.fc1`, `${id}.block.${String(at)}.fc2`],
    channels: Math.max(1, Math.floor(inChannels / SQUEEZE_DIVISOR)),
  });
  x = convNorm(g, x, { names: narrowingOf(block), channels });
  // Whole blocks are dropped at random in training only.
  return g.layer(stride === 1 && inChannels === channels ? g.add(id, x, input) : x);
}

/** Builds the graph; node and parameter names are torchvision's. */
export function buildEfficientnetTorchvision(options: EfficientnetTorchvisionOptions): Graph {
  const { stem, stages, head, classes, inputChannels, inputSize } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  const outer = { activation: 'swish' } as const;
  const names = (at: number) => [`features.${String(at)}.0`, `features.${String(at)}.1`] as const;
  let x = convNorm(g, 'input', { ...outer, names: names(0), channels: stem, size: 3, stride: 2 });
  g.layer(x);
  for (const block of blocksOf(stages)) x = efficientBlock(g, x, block);
  x = g.layer(convNorm(g, x, { ...outer, names: names(HEAD_AT), channels: head }));
  x = g.dropout('classifier.0', g.globalAvgPool('avgpool', x), DROPOUT);
  x = g.dense('classifier.1', x, classes);
  return g.build(`EfficientNet-B0 (torchvision layout)${widthWords(stem, USUAL_STEM)}`, x);
}

/** Any state dict with a `features.1.0.block`. */
export const efficientnetTorchvision: Family = {
  id: 'efficientnetb0-torchvision',
  propose(shapes) {
    if (!hasNames(shapes, 'features.1.0.block.', 'features.2.0.block.')) return null;
    const classes = classesOf(shapes, 'classifier.1');
    const options = {
      stem: sizeAt(shapes, [['features.0.0.weight', 0]], USUAL_STEM),
      stages: readStages(shapes, EFFICIENTNET_STAGES, (block) =>
        narrowingOf(block).map((name) => `${name}.weight`),
      ),
      head: sizeAt(shapes, [[`features.${String(HEAD_AT)}.0.weight`, 0]], USUAL_HEAD),
      classes,
      inputChannels: inputChannelsOf(shapes, 'features.0.0'),
    };
    return {
      inputSize: torchvisionSize(classes),
      isSizeAssumed: true,
      notes: [],
      build: (inputSize) => buildEfficientnetTorchvision({ ...options, inputSize }),
    };
  },
  usual: () => [
    buildEfficientnetTorchvision({
      stem: USUAL_STEM,
      head: USUAL_HEAD,
      classes: 10,
      inputChannels: 3,
      stages: EFFICIENTNET_STAGES,
      inputSize: CIFAR_SIZE,
    }),
  ],
};
