/** The convolutional part of every VGG: 3x3 convolutions with bias in one numbered sequence, pooled by two after each stage. */
import type { GraphBuilder } from '../graph/builder';
import type { ActivationName } from '../graph/graph';
import type { Shapes } from './family';
import { inputChannelsOf, outputsOf } from './fileShapes';
import { widthWords } from './widthWords';

/** Convolutions of one width, then a pooling. */
interface VggStage {
  readonly convolutions: number;
  readonly channels: number;
}

/** What the sequence is made of. */
interface VggFeatures {
  readonly stages: readonly VggStage[];
  /** Without it the convolutions themselves are mask sites. */
  readonly batchNorm: boolean;
  readonly activation?: ActivationName;
  /** Rate of the dropout behind each pooling; it takes a number in the sequence. None where absent. */
  readonly dropout?: number;
}

/** Layers with weights, as the paper counts them. */
type VggDepth = 11 | 13 | 16 | 19;

/** What tells one of the paper's VGGs from another, but for its dense layers. */
export interface VggNumbers {
  readonly depth: VggDepth;
  readonly batchNorm: boolean;
  /** Channels of the first stage; the others have 2, 4, 8 and 8 times as many. */
  readonly width: number;
  readonly inputChannels: number;
}

const CONVOLUTIONS: Readonly<Record<VggDepth, readonly number[]>> = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
};
const DEPTHS = [11, 13, 16, 19] as const;
const MULTIPLES = [1, 2, 4, 8, 8] as const;

/** All of them, with and without batch norm. */
export const USUAL_VGGS: readonly VggNumbers[] = DEPTHS.flatMap((depth) =>
  [true, false].map((batchNorm) => ({ depth, batchNorm, width: 64, inputChannels: 3 })),
);

/** Channels behind the last stage. */
export function vggChannels({ width }: VggNumbers): number {
  return width * 8;
}

/** The stages of VGG-11 to VGG-19. */
export function vggStages({ depth, width }: VggNumbers): VggStage[] {
  return MULTIPLES.map((multiple, index) => ({
    convolutions: CONVOLUTIONS[depth][index] ?? 0,
    channels: width * multiple,
  }));
}

/** "VGG-19 with batch norm", with the width where it is not the usual one. */
export function vggName({ depth, batchNorm, width }: VggNumbers, layout: string): string {
  const norm = batchNorm ? 'with' : 'without';
  return `VGG-${String(depth)} ${norm} batch norm (${layout} layout)${widthWords(width, 64)}`;
}

/** Writes `features.0`, `features.1`, ...: a node has the number that its module has in PyTorch. */
export function vggFeatures(g: GraphBuilder, options: VggFeatures): string {
  const { stages, batchNorm, activation = 'relu', dropout } = options;
  let [x, index] = ['input', 0];
  const next = (): string => `features.${String(index++)}`;
  for (const { convolutions, channels } of stages) {
    for (let count = 0; count < convolutions; count++) {
      x = g.conv(next(), x, channels, { size: 3, bias: true, masked: !batchNorm });
      if (batchNorm) x = g.batchNorm(next(), x);
      x = g.activation(next(), x, activation);
    }
    x = g.pool('maxPool', next(), x, { size: 2 });
    if (dropout !== undefined) x = g.dropout(next(), x, dropout);
  }
  return x;
}

/** Numbers in the sequence at which a VGG has its convolutions. */
function convolutionsAt(depth: VggDepth, batchNorm: boolean): number[] {
  const at: number[] = [];
  let index = 0;
  for (const count of CONVOLUTIONS[depth]) {
    for (let convolution = 0; convolution < count; convolution++) {
      at.push(index);
      index += batchNorm ? 3 : 2;
    }
    index++;
  }
  return at;
}

/** Places at which the file and a VGG do not agree on whether there is a convolution. */
function disagreement(present: ReadonlySet<number>, depth: VggDepth, batchNorm: boolean): number {
  const expected = convolutionsAt(depth, batchNorm);
  const common = expected.filter((index) => present.has(index)).length;
  return present.size + expected.length - 2 * common;
}

/** The VGG whose convolutions stand most nearly where the file has them, or null where it has none called `features.0`, ... */
export function readVggNumbers(shapes: Shapes): VggNumbers | null {
  const present = new Set<number>();
  let batchNorm = false;
  for (const [name, shape] of shapes) {
    const [, digits, leaf] = /^features\.(\d{1,3})\.(\w+)$/.exec(name) ?? [];
    if (digits === undefined) continue;
    if (leaf === 'weight' && shape.length === 4) present.add(Number(digits));
    batchNorm ||= leaf === 'running_mean' || (leaf === 'weight' && shape.length === 1);
  }
  if (present.size === 0) return null;
  const [depth] = DEPTHS.toSorted(
    (a, b) => disagreement(present, a, batchNorm) - disagreement(present, b, batchNorm),
  );
  const width = outputsOf(shapes, ['features.0.weight', 'features.0.bias'], 64);
  const inputChannels = inputChannelsOf(shapes, 'features.0');
  return { depth: depth ?? 19, batchNorm, width, inputChannels };
}
