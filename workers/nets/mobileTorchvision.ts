/**
 * MobileNet-V2 (spec 6.4) and EfficientNet-B0 (spec 6.3, b) as torchvision has them: `features` from a stem of stride 2 to a wide
 * last layer, no expansion by 1, no projections, then dropout and one dense layer.
 */
import { GraphBuilder } from '../graph/builder';
import type { ActivationName, Graph } from '../graph/graph';
import { convNorm } from './convNorm';
import { CIFAR_SIZE, type Family, type InputSize, torchvisionSize } from './family';
import { classesOf, hasNames, inputChannelsOf, outputsOf } from './fileShapes';
import {
  type Block,
  type BlockNames,
  blocksOf,
  EFFICIENTNET_STAGES,
  invertedResidual,
  MOBILENET_STAGES,
  type MobileNumbers,
  readStages,
  type Stage,
  USUAL_HEAD,
  USUAL_STEM,
} from './invertedResiduals';
import { widthWords } from './widthWords';

/** What tells the two apart. */
interface Layout {
  readonly id: string;
  readonly title: string;
  readonly activation: ActivationName;
  readonly stages: readonly Stage[];
  /** Names of a state dict begin so. */
  readonly beginnings: readonly string[];
  /** The stem is `features.0`, the last convolution has this number. */
  readonly headAt: number;
  readonly namesOf: (block: Block) => BlockNames;
}

const MOBILENET: Layout = {
  id: 'mobilenetv2-torchvision',
  title: 'MobileNet-V2',
  activation: 'relu6',
  stages: MOBILENET_STAGES,
  beginnings: ['features.1.conv.', 'features.2.conv.'],
  headAt: 18,
  namesOf({ index, expansion }) {
    const id = `features.${String(index + 1)}`;
    const at = expansion === 1 ? 0 : 1;
    return {
      id,
      widen: at === 0 ? null : pair(`${id}.conv.0`),
      depthwise: pair(`${id}.conv.${String(at)}`),
      // Not a module of its own.
      narrow: [`${id}.conv.${String(at + 1)}`, `${id}.conv.${String(at + 2)}`],
    };
  },
};

const EFFICIENTNET: Layout = {
  id: 'efficientnetb0-torchvision',
  title: 'EfficientNet-B0',
  activation: 'swish',
  stages: EFFICIENTNET_STAGES,
  beginnings: ['features.1.0.block.', 'features.2.0.block.'],
  headAt: 8,
  namesOf({ stage, blockOfStage, expansion }) {
    const id = `features.${String(stage + 1)}.${String(blockOfStage)}`;
    const at = expansion === 1 ? 0 : 1;
    const gate = `${id}.block.${String(at + 1)}`;
    return {
      id,
      widen: at === 0 ? null : pair(`${id}.block.0`),
      depthwise: pair(`${id}.block.${String(at)}`),
      gate: { names: [`${gate}.fc1`, `${gate}.fc2`], quarterOf: 'input' },
      narrow: pair(`${id}.block.${String(at + 2)}`),
    };
  },
};

/** What tells one of torchvision's networks of a layout from another. */
interface MobileTorchvisionOptions extends MobileNumbers {
  /** Channels in front of the dense layer. */
  readonly head: number;
  readonly inputSize: InputSize;
}

const DROPOUT = 0.2;

/** Convolution and batch norm of a module. */
function pair(module: string): readonly [string, string] {
  return [`${module}.0`, `${module}.1`];
}

function writeBlock(g: GraphBuilder, input: string, block: Block, { namesOf, activation }: Layout): string {
  const names = namesOf(block);
  const x = invertedResidual(g, input, block, names, activation);
  // EfficientNet drops whole blocks at random, in training only.
  const isAdded = block.stride === 1 && g.shapeOf(input)[2] === block.channels;
  return g.layer(isAdded ? g.add(names.id, x, input) : x);
}

function build(layout: Layout, options: MobileTorchvisionOptions): Graph {
  const { title, activation, headAt } = layout;
  const { stem, stages, head, classes, inputChannels, inputSize } = options;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  const outer = { names: pair('features.0'), channels: stem, size: 3, stride: 2, activation };
  let x = g.layer(convNorm(g, 'input', outer));
  for (const block of blocksOf(stages)) x = writeBlock(g, x, block, layout);
  x = g.layer(convNorm(g, x, { names: pair(`features.${String(headAt)}`), channels: head, activation }));
  x = g.dropout('classifier.0', g.globalAvgPool('avgpool', x), DROPOUT);
  x = g.dense('classifier.1', x, classes);
  return g.build(`${title} (torchvision layout)${widthWords(stem, USUAL_STEM)}`, x);
}

/** Builds the graph; node and parameter names are torchvision's. */
export function buildMobilenetTorchvision(options: MobileTorchvisionOptions): Graph {
  return build(MOBILENET, options);
}

/** Builds the graph; node and parameter names are torchvision's. */
export function buildEfficientnetTorchvision(options: MobileTorchvisionOptions): Graph {
  return build(EFFICIENTNET, options);
}

function familyOf(layout: Layout): Family {
  const { id, stages, beginnings, headAt, namesOf } = layout;
  return {
    id,
    propose(shapes) {
      if (!hasNames(shapes, ...beginnings)) return null;
      const options = {
        stem: outputsOf(shapes, ['features.0.0.weight'], USUAL_STEM),
        stages: readStages(shapes, stages, namesOf),
        head: outputsOf(shapes, [`features.${String(headAt)}.0.weight`], USUAL_HEAD),
        classes: classesOf(shapes, 'classifier.1'),
        inputChannels: inputChannelsOf(shapes, 'features.0.0'),
      };
      return {
        inputSize: torchvisionSize(options.classes),
        isSizeAssumed: true,
        notes: [],
        build: (inputSize) => build(layout, { ...options, inputSize }),
      };
    },
    usual: () => [
      build(layout, {
        stem: USUAL_STEM,
        head: USUAL_HEAD,
        classes: 10,
        inputChannels: 3,
        stages,
        inputSize: CIFAR_SIZE,
      }),
    ],
  };
}

/** Any state dict with a `features.1.conv`. */
export const mobilenetTorchvision = familyOf(MOBILENET);

/** Any state dict with a `features.1.0.block`. */
export const efficientnetTorchvision = familyOf(EFFICIENTNET);
