/**
 * EfficientNet-B0 for 32 x 32 pictures as the code of the input-aware attack has it (spec 6.3, a): an expansion even by 1, squeeze
 * of a quarter of the expanded width, no wide layer in front of the classifier. Two quirks: where the stride is 2 a block adds its output
 * to itself, which is kept, since the weights were trained with it; and channels are dropped at random even in evaluation, which is
 * left out (note `dropout-off`), since no number could be repeated with it.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { convNorm } from './convNorm';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { classesOf, hasNames, inputChannelsOf, sizeAt } from './fileShapes';
import { type Block, blocksOf, EFFICIENTNET_STAGES, readStages, type Stage } from './invertedResiduals';
import { squeezeExcite } from './squeezeExcite';
import { widthWords } from './widthWords';

/** What tells one EfficientNet in the CIFAR layout from another. */
export interface EfficientnetCifarOptions {
  /** Channels of the stem. */
  readonly stem: number;
  readonly stages: readonly Stage[];
  readonly classes: number;
  readonly inputChannels: number;
  readonly inputSize?: InputSize;
}

const USUAL_STEM = 32;
const SQUEEZE = 0.25;

function skipOf(
  g: GraphBuilder,
  id: string,
  input: string,
  out: string,
  { stride, channels }: Block,
): string {
  if (stride !== 1) return out;
  if (g.shapeOf(input)[2] === channels) return input;
  return convNorm(g, input, { names: [`${id}.shortcut.0`, `${id}.shortcut.1`], channels });
}

function efficientBlock(g: GraphBuilder, input: string, block: Block): string {
  const id = `layers.${String(block.index)}`;
  const names = (at: number) => [`${id}.conv${String(at)}`, `${id}.bn${String(at)}`] as const;
  const inside = g.shapeOf(input)[2] * block.expansion;
  let x = convNorm(g, input, { names: names(1), channels: inside, activation: 'swish' });
  x = convNorm(g, x, {
    names: names(2),
    channels: inside,
    size: block.kernel,
    stride: block.stride,
    depthwise: true,
    activation: 'swish',
  });
  const squeezed = Math.max(1, Math.floor(inside * SQUEEZE));
  x = squeezeExcite(g, x, { names: [`${id}.se1`, `${id}.se2`], channels: squeezed });
  x = convNorm(g, x, { names: names(3), channels: block.channels });
  return g.layer(g.add(id, x, skipOf(g, id, input, x, block)));
}

/** Builds the graph; node and parameter names are those of the attack's state dict. */
export function buildEfficientnetCifar(options: EfficientnetCifarOptions): Graph {
  const { stem, stages, classes, inputChannels, inputSize = CIFAR_SIZE } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = convNorm(g, 'input', { names: ['conv1', 'bn1'], channels: stem, size: 3, activation: 'swish' });
  g.layer(x);
  for (const block of blocksOf(stages)) x = efficientBlock(g, x, block);
  x = g.dense('linear', g.globalAvgPool('pool', x), classes);
  return g.build(`EfficientNet-B0 (CIFAR layout)${widthWords(stem, USUAL_STEM)}`, x);
}

/** Any state dict with a `layers.0`. */
export const efficientnetCifar: Family = {
  id: 'efficientnetb0-cifar',
  propose(shapes) {
    if (!hasNames(shapes, 'layers.0.')) return null;
    const options: EfficientnetCifarOptions = {
      stem: sizeAt(shapes, [['conv1.weight', 0]], USUAL_STEM),
      stages: readStages(shapes, EFFICIENTNET_STAGES, ({ index }) => [
        `layers.${String(index)}.conv3.weight`,
        `layers.${String(index)}.bn3.weight`,
      ]),
      classes: classesOf(shapes, 'linear'),
      inputChannels: inputChannelsOf(shapes, 'conv1'),
    };
    return {
      inputSize: CIFAR_SIZE,
      isSizeAssumed: true,
      notes: [{ kind: 'dropout-off' }],
      build: (inputSize) => buildEfficientnetCifar({ ...options, inputSize }),
    };
  },
  usual: () => [
    buildEfficientnetCifar({ stem: USUAL_STEM, stages: EFFICIENTNET_STAGES, classes: 10, inputChannels: 3 }),
  ],
};
