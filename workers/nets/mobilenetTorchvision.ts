/** MobileNet-V2 as torchvision has it: ReLU6, strides for 224 x 224 pictures, no expansion by 1, no projections (spec 6.4). */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { convNorm } from './convNorm';
import { CIFAR_SIZE, type Family, type InputSize, torchvisionSize } from './family';
import { classesOf, hasNames, inputChannelsOf, sizeAt } from './fileShapes';
import { type Block, blocksOf, MOBILENET_STAGES, readStages } from './invertedResiduals';
import type { MobilenetOptions } from './mobilenetCifar';
import { widthWords } from './widthWords';

const USUAL_STEM = 32;
const USUAL_HEAD = 1280;
const DROPOUT = 0.2;
/** `features.0` is the stem, the blocks follow. */
const HEAD_AT = 18;

function moduleOf({ index }: Block): string {
  return `features.${String(index + 1)}`;
}

/** `features.N.conv`: [expand,] depthwise, narrow; the narrowing convolution stands in the sequence by itself. */
function narrowingOf(block: Block): readonly [string, string] {
  const at = block.expansion === 1 ? 1 : 2;
  return [`${moduleOf(block)}.conv.${String(at)}`, `${moduleOf(block)}.conv.${String(at + 1)}`];
}

function mobileBlock(g: GraphBuilder, input: string, block: Block): string {
  const id = moduleOf(block);
  const { channels, expansion, kernel, stride } = block;
  const inChannels = g.shapeOf(input)[2];
  const inside = inChannels * expansion;
  let [x, at] = [input, 0];
  const names = () => [`${id}.conv.${String(at)}.0`, `${id}.conv.${String(at++)}.1`] as const;
  if (expansion !== 1) x = convNorm(g, x, { names: names(), channels: inside, activation: 'relu6' });
  x = convNorm(g, x, {
    names: names(),
    channels: inside,
    size: kernel,
    stride,
    depthwise: true,
    activation: 'relu6',
  });
  x = convNorm(g, x, { names: narrowingOf(block), channels });
  return g.layer(stride === 1 && inChannels === channels ? g.add(id, x, input) : x);
}

/** Builds the graph; node and parameter names are torchvision's. */
export function buildMobilenetTorchvision(
  options: MobilenetOptions & { readonly inputSize: InputSize },
): Graph {
  const { stem, stages, head, classes, inputChannels, inputSize } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  const outer = { activation: 'relu6' } as const;
  const names = (at: number) => [`features.${String(at)}.0`, `features.${String(at)}.1`] as const;
  let x = convNorm(g, 'input', { ...outer, names: names(0), channels: stem, size: 3, stride: 2 });
  g.layer(x);
  for (const block of blocksOf(stages)) x = mobileBlock(g, x, block);
  x = g.layer(convNorm(g, x, { ...outer, names: names(HEAD_AT), channels: head }));
  x = g.dropout('classifier.0', g.globalAvgPool('pool', x), DROPOUT);
  x = g.dense('classifier.1', x, classes);
  return g.build(`MobileNet-V2 (torchvision layout)${widthWords(stem, USUAL_STEM)}`, x);
}

/** Any state dict with a `features.1.conv`. */
export const mobilenetTorchvision: Family = {
  id: 'mobilenetv2-torchvision',
  propose(shapes) {
    if (!hasNames(shapes, 'features.1.conv.', 'features.2.conv.')) return null;
    const classes = classesOf(shapes, 'classifier.1');
    const options: MobilenetOptions = {
      stem: sizeAt(shapes, [['features.0.0.weight', 0]], USUAL_STEM),
      stages: readStages(shapes, MOBILENET_STAGES, (block) =>
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
      build: (inputSize) => buildMobilenetTorchvision({ ...options, inputSize }),
    };
  },
  usual: () => [
    buildMobilenetTorchvision({
      stem: USUAL_STEM,
      head: USUAL_HEAD,
      classes: 10,
      inputChannels: 3,
      stages: MOBILENET_STAGES,
      inputSize: CIFAR_SIZE,
    }),
  ],
};
