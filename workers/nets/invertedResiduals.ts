/** Stages of blocks that widen, convolve each channel by itself and narrow again: MobileNet-V2 and EfficientNet. */
import type { Shapes } from './family';
import { sizeAt } from './fileShapes';

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

/**
 * The stages with as many channels as the file has: of the first block of each whose narrowing convolution (named by
 * `narrowing`) is there.
 */
export function readStages(
  shapes: Shapes,
  stages: readonly Stage[],
  narrowing: (block: Block) => readonly string[],
): Stage[] {
  const blocks = blocksOf(stages);
  return stages.map((stage, number) => {
    const places = blocks
      .filter((block) => block.stage === number)
      .flatMap((block) => narrowing(block).map((name) => [name, 0] as const));
    return { ...stage, channels: sizeAt(shapes, places, stage.channels) };
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
