/**
 * Networks that give a map for a picture: what attacks with a trigger of its own for each picture are made of. They are
 * graphs like classifiers, with the parameter names of their sources; their output is [N, H, W, channels].
 *
 * Both halve the picture as often as they are asked to and as it can be halved evenly (28 x 28: twice, as in the
 * input-aware source).
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { type InputSize, CIFAR_SIZE } from './family';

interface GeneratorOptions {
  readonly inputSize?: InputSize;
  readonly inputChannels?: number;
  /** Channels of the first stage; each further stage has twice as many. */
  readonly width?: number;
  readonly levels?: number;
}

/** A third to a half of the sources' widths (spec 2.6, 2.11): the networks are the browser's to train. */
const WIDTH = 16;
const LEVELS = 3;
/** Of the input-aware generators alone; PyTorch's default is 0.1. */
const INPUT_AWARE_MOMENTUM = 0.05;

/** How often sides of these lengths can be halved evenly, at most `most` times. */
function halvings([height, width]: InputSize, most: number): number {
  let count = 0;
  while (count < most && height % 2 ** (count + 1) === 0 && width % 2 ** (count + 1) === 0) count++;
  return count;
}

/** Names and form of one convolution with its batch norm. */
interface Block {
  readonly names: readonly [convolution: string, batchNorm: string];
  readonly channels: number;
  readonly size?: number;
  readonly momentum?: number;
  readonly relu?: boolean;
}

function block(g: GraphBuilder, input: string, { names, channels, ...form }: Block): string {
  const [convolution, batchNorm] = names;
  const { size = 3, momentum = 0.1, relu = true } = form;
  const x = g.batchNorm(batchNorm, g.conv(convolution, input, channels, { size, bias: true }), { momentum });
  return relu ? g.activation(`${batchNorm}.relu`, x) : x;
}

/**
 * The encoder and decoder of the input-aware attack (Nguyen & Tran 2020, networks/models.py: `Generator`), in (0, 1):
 * `channels` is 3 for patterns, 1 for masks. The sources' width is 32.
 */
export function buildInputAwareGenerator(options: GeneratorOptions & { readonly channels: number }): Graph {
  const { inputSize = CIFAR_SIZE, inputChannels = 3, width = WIDTH, channels } = options;
  const levels = halvings(inputSize, options.levels ?? LEVELS);
  const g = new GraphBuilder([...inputSize, inputChannels]);
  const convBlock = (name: string, input: string, out: number, relu = true): string => {
    const names = [`${name}.conv2d`, `${name}.batch_norm`] as const;
    return block(g, input, { names, channels: out, momentum: INPUT_AWARE_MOMENTUM, relu });
  };
  let x = 'input';
  for (let level = 0; level < levels; level++) {
    x = convBlock(`convblock_down_${String(2 * level)}`, x, width << level);
    x = convBlock(`convblock_down_${String(2 * level + 1)}`, x, width << level);
    x = g.pool('maxPool', `downsample_${String(level)}`, x, { size: 2 });
  }
  x = convBlock('convblock_middle', x, width << Math.max(0, levels - 1));
  for (let step = 0; step < levels; step++) {
    const wide = width << (levels - 1 - step);
    const isLast = step === levels - 1;
    x = g.upsample(`upsample_${String(step)}`, x, 2, false);
    x = convBlock(`convblock_up_${String(2 * step)}`, x, wide);
    x = convBlock(`convblock_up_${String(2 * step + 1)}`, x, isLast ? channels : wide / 2, !isLast);
  }
  // tanh(z) / (2 + 1e-7) + 1/2: in single precision the divisor is 2, and the whole is the logistic function of 2 z.
  const output = g.activation('output', g.add('doubled', x, x), 'sigmoid');
  const role = channels === 1 ? 'mask' : 'pattern';
  return g.build(`Input-aware generator (${role}), width ${String(width)}`, output);
}

/**
 * The U-Net of LIRA (Doan et al. 2021, attack_models/unet.py), in (-1, 1), with as many channels as the picture. `levels`
 * counts the widths: 3 of 16, 32, 64; the source has 4 from 64 on.
 */
export function buildUnet(options: GeneratorOptions): Graph {
  const { inputSize = CIFAR_SIZE, inputChannels = 3, width = WIDTH } = options;
  const deepest = halvings(inputSize, (options.levels ?? LEVELS) - 1) + 1;
  const g = new GraphBuilder([...inputSize, inputChannels]);
  const doubleConv = (name: string, input: string, channels: number): string => {
    const first = block(g, input, { names: [`${name}.0`, `${name}.1`], channels });
    return block(g, first, { names: [`${name}.3`, `${name}.4`], channels });
  };
  const skips: string[] = [];
  let x = 'input';
  for (let level = 1; level < deepest; level++) {
    x = doubleConv(`dconv_down${String(level)}`, x, width << (level - 1));
    skips.push(x);
    x = g.pool('avgPool', `pool${String(level)}`, x, { size: 2 });
  }
  x = doubleConv(`dconv_down${String(deepest)}`, x, width << (deepest - 1));
  for (const [level, skip] of [...skips.entries()].reverse()) {
    const enlarged = g.upsample(`upsample${String(level + 1)}`, x, 2, true);
    x = g.concat(`skip${String(level + 1)}`, [enlarged, skip]);
    x = doubleConv(`dconv_up${String(level + 1)}`, x, width << level);
  }
  const last = {
    names: ['conv_last.0', 'conv_last.1'],
    channels: inputChannels,
    size: 1,
    relu: false,
  } as const;
  const output = g.activation('out_layer', block(g, x, last), 'tanh');
  return g.build(`U-Net, width ${String(width)}`, output);
}
