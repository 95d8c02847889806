/**
 * MobileNet-V2 for 32 x 32 pictures in the layout of the reference code: fewer strides, ReLU instead of ReLU6, an expansion even
 * by 1, and a projection where widths differ at stride 1 (spec 6.3).
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { convNorm } from './convNorm';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { cellsBefore, classesOf, hasNames, inputChannelsOf, sizeAt } from './fileShapes';
import { POOL, pooledHead, pooledSize } from './head';
import { type Block, blocksOf, MOBILENET_STAGES, readStages, type Stage } from './invertedResiduals';
import { widthWords } from './widthWords';

/** What tells one MobileNet-V2 from another, in either layout. */
export interface MobilenetOptions {
  /** Channels of the stem. */
  readonly stem: number;
  readonly stages: readonly Stage[];
  /** Channels in front of the dense layer. */
  readonly head: number;
  readonly classes: number;
  readonly inputChannels: number;
  readonly inputSize?: InputSize;
}

const USUAL_STEM = 32;
const USUAL_HEAD = 1280;
/** Three strides of 2. */
const SHRINKAGE = 8;
/** The second stage keeps the size of the map. */
export const MOBILENET_CIFAR_STAGES = MOBILENET_STAGES.map((stage, index) =>
  index === 1 ? { ...stage, stride: 1 } : stage,
);

function mobileBlock(g: GraphBuilder, input: string, block: Block): string {
  const id = `layers.${String(block.index)}`;
  const names = (at: number) => [`${id}.conv${String(at)}`, `${id}.bn${String(at)}`] as const;
  const { channels, expansion, kernel, stride } = block;
  const inside = g.shapeOf(input)[2] * expansion;
  let x = convNorm(g, input, { names: names(1), channels: inside, activation: 'relu' });
  x = convNorm(g, x, {
    names: names(2),
    channels: inside,
    size: kernel,
    stride,
    depthwise: true,
    activation: 'relu',
  });
  x = convNorm(g, x, { names: names(3), channels });
  if (stride !== 1) return g.layer(x);
  const isEqual = g.shapeOf(input)[2] === channels;
  const projection = { names: [`${id}.shortcut.0`, `${id}.shortcut.1`], channels } as const;
  return g.layer(g.add(id, x, isEqual ? input : convNorm(g, input, projection)));
}

/** Builds the graph; node and parameter names are those of the reference state dict. `cells` a side are left by pooling. */
export function buildMobilenetCifar(options: MobilenetOptions, cells = 1): Graph {
  const { stem, stages, head, classes, inputChannels, inputSize = CIFAR_SIZE } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = convNorm(g, 'input', { names: ['conv1', 'bn1'], channels: stem, size: 3, activation: 'relu' });
  g.layer(x);
  for (const block of blocksOf(stages)) x = mobileBlock(g, x, block);
  x = g.layer(convNorm(g, x, { names: ['conv2', 'bn2'], channels: head, activation: 'relu' }));
  x = pooledHead(g, x, { id: 'linear', classes, cells });
  return g.build(`MobileNet-V2 (CIFAR layout)${widthWords(stem, USUAL_STEM)}`, x);
}

/** Any state dict with a `layers.0`. */
export const mobilenetCifar: Family = {
  id: 'mobilenetv2-cifar',
  propose(shapes) {
    if (!hasNames(shapes, 'layers.0.')) return null;
    const head = sizeAt(
      shapes,
      [
        ['conv2.weight', 0],
        ['bn2.weight', 0],
      ],
      USUAL_HEAD,
    );
    const options: MobilenetOptions = {
      stem: sizeAt(shapes, [['conv1.weight', 0]], USUAL_STEM),
      stages: readStages(shapes, MOBILENET_CIFAR_STAGES, ({ index }) => [
        `layers.${String(index)}.conv3.weight`,
        `layers.${String(index)}.bn3.weight`,
      ]),
      head,
      classes: classesOf(shapes, 'linear'),
      inputChannels: inputChannelsOf(shapes, 'conv1'),
    };
    const cells = cellsBefore(shapes, 'linear', head);
    return {
      inputSize: pooledSize(cells, POOL * SHRINKAGE),
      isSizeAssumed: options.inputChannels === 1,
      notes: [],
      build: (inputSize) => buildMobilenetCifar({ ...options, inputSize }, cells),
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
