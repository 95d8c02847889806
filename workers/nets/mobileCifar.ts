/**
 * What MobileNet-V2 and EfficientNet-B0 have in common in their layouts for 32 x 32 pictures (spec 6.3): a stem that keeps the
 * size, an expansion even by 1, and a projection where widths differ.
 */
import type { GraphBuilder } from '../graph/builder';
import type { ActivationName } from '../graph/graph';
import { convNorm } from './convNorm';
import type { Shapes } from './family';
import { classesOf, hasNames, inputChannelsOf, outputsOf } from './fileShapes';
import {
  type Block,
  type BlockNames,
  blocksOf,
  type MobileNumbers,
  readStages,
  type Stage,
  USUAL_STEM,
} from './invertedResiduals';

/** Names of the reference state dict. */
export function cifarBlockNames({ index }: Block): BlockNames {
  const id = `layers.${String(index)}`;
  const names = (at: number) => [`${id}.conv${String(at)}`, `${id}.bn${String(at)}`] as const;
  return { id, widen: names(1), depthwise: names(2), narrow: names(3) };
}

/** What is added to the output of a block that keeps the size: its input, or a projection of it. */
export function cifarShortcut(g: GraphBuilder, id: string, input: string, channels: number): string {
  if (g.shapeOf(input)[2] === channels) return input;
  return convNorm(g, input, { names: [`${id}.shortcut.0`, `${id}.shortcut.1`], channels });
}

/** Writes the stem and all blocks. */
export function mobileCifar(
  g: GraphBuilder,
  { stem, stages }: MobileNumbers,
  activation: ActivationName,
  writeBlock: (input: string, block: Block) => string,
): string {
  const x = g.layer(convNorm(g, 'input', { names: ['conv1', 'bn1'], channels: stem, size: 3, activation }));
  return blocksOf(stages).reduce((input, block) => g.layer(writeBlock(input, block)), x);
}

/** The numbers in the shapes of a file, or null where it has no `layers.0`. */
export function readMobileCifar(shapes: Shapes, stages: readonly Stage[]): MobileNumbers | null {
  if (!hasNames(shapes, 'layers.0.')) return null;
  return {
    stem: outputsOf(shapes, ['conv1.weight'], USUAL_STEM),
    stages: readStages(shapes, stages, cifarBlockNames),
    classes: classesOf(shapes, 'linear'),
    inputChannels: inputChannelsOf(shapes, 'conv1'),
  };
}
