/** Stages of blocks that widen, convolve each channel by itself and narrow again: MobileNet-V2 and EfficientNet. */
import type { GraphBuilder } from '../graph/builder';
import type { ActivationName } from '../graph/graph';
import { convNorm, type ConvNorm } from './convNorm';
import type { Shapes } from './family';
import { outputsOf } from './fileShapes';
import { squeezeExcite } from './squeezeExcite';

/** Blocks of one kind; the first has the stage's stride. */
export interface Stage {
  /** Channels inside a block, as a multiple of those that come in. */
  readonly expansion: number;
  readonly channels: number;
  readonly blocks: number;
  readonly kernel: number;
  readonly stride: number;
}

/** One block of a stage: its number in the whole network and what it does. */
export interface Block extends Omit<Stage, 'blocks'> {
  readonly index: number;
  /** In the stage of this number. */
  readonly stage: number;
  readonly blockOfStage: number;
}

/** All blocks in order. */
export function blocksOf(stages: readonly Stage[]): Block[] {
  let index = 0;
  return stages.flatMap(({ blocks, ...stage }, number) =>
    Array.from({ length: blocks }, (_, blockOfStage) => ({
      ...stage,
      stride: blockOfStage === 0 ? stage.stride : 1,
      index: index++,
      stage: number,
      blockOfStage,
    })),
  );
}

/** What tells one network of such blocks from another. */
export interface MobileNumbers {
  /** Channels of the stem. */
  readonly stem: number;
  readonly stages: readonly Stage[];
  readonly classes: number;
  readonly inputChannels: number;
}

/** Channels of the stem in the papers. */
export const USUAL_STEM = 32;
/** Channels in front of the dense layer in the papers. */
export const USUAL_HEAD = 1280;

/** What the layers of a block are called. */
export interface BlockNames {
  readonly id: string;
  /** Null where the block does not widen. */
  readonly widen: ConvNorm['names'] | null;
  /** Each channel by itself. */
  readonly depthwise: ConvNorm['names'];
  /** Squeeze and excitation, to a quarter of the channels that come in or of those inside; none where absent. */
  readonly gate?: {
    readonly names: readonly [squeeze: string, excite: string];
    readonly quarterOf: 'input' | 'inside';
  };
  readonly narrow: ConvNorm['names'];
}

/** Writes the layers of a block, without what goes around them. */
export function invertedResidual(
  g: GraphBuilder,
  input: string,
  block: Block,
  names: BlockNames,
  activation: ActivationName,
): string {
  const { channels, expansion, kernel: size, stride } = block;
  const outside = g.shapeOf(input)[2];
  const inside = outside * expansion;
  const { widen, depthwise, gate, narrow } = names;
  let x = widen === null ? input : convNorm(g, input, { names: widen, channels: inside, activation });
  x = convNorm(g, x, { names: depthwise, channels: inside, size, stride, depthwise: true, activation });
  if (gate !== undefined) {
    const quarter = Math.floor((gate.quarterOf === 'input' ? outside : inside) / 4);
    x = squeezeExcite(g, x, { names: gate.names, channels: Math.max(1, quarter) });
  }
  return convNorm(g, x, { names: narrow, channels });
}

/** The stages with as many channels as the file has: of the first block of each whose narrowing convolution is there. */
export function readStages(
  shapes: Shapes,
  stages: readonly Stage[],
  namesOf: (block: Block) => BlockNames,
): Stage[] {
  const blocks = blocksOf(stages);
  return stages.map((stage, number) => {
    const tensors = blocks
      .filter((block) => block.stage === number)
      .flatMap((block) => namesOf(block).narrow.map((name) => `${name}.weight`));
    return { ...stage, channels: outputsOf(shapes, tensors, stage.channels) };
  });
}

function stagesOf(rows: readonly (readonly [number, number, number, number, number])[]): Stage[] {
  return rows.map(([expansion, channels, blocks, kernel, stride]) => ({
    expansion,
    channels,
    blocks,
    kernel,
    stride,
  }));
}

/** MobileNet-V2's (Sandler et al. 2018, table 2), for 224 x 224 pictures. */
export const MOBILENET_STAGES = stagesOf([
  [1, 16, 1, 3, 1],
  [6, 24, 2, 3, 2],
  [6, 32, 3, 3, 2],
  [6, 64, 4, 3, 2],
  [6, 96, 3, 3, 1],
  [6, 160, 3, 3, 2],
  [6, 320, 1, 3, 1],
]);

/** EfficientNet-B0's (Tan and Le 2019, table 1). */
export const EFFICIENTNET_STAGES = stagesOf([
  [1, 16, 1, 3, 1],
  [6, 24, 2, 3, 2],
  [6, 40, 2, 5, 2],
  [6, 80, 3, 3, 2],
  [6, 112, 3, 5, 1],
  [6, 192, 4, 5, 2],
  [6, 320, 1, 3, 1],
]);
