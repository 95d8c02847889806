/**
 * Wide ResNet for 32 x 32 pictures (Zagoruyko and Komodakis 2016), pre-activation, with the names of the reference code
 * of NAD and ABL (models/wresnet.py): `conv1`, `block1.layer.0.bn1`, `convShortcut`, a last `bn1`, `fc`. Any depth
 * 6n + 4, any widening factor.
 */
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { CIFAR_SIZE, type Family, type InputSize } from './family';
import { blocksPerStage, classesOf, inputChannelsOf, sizeAt } from './fileShapes';

/** What tells one Wide ResNet from another. */
interface WideResnetOptions {
  /** Convolutions along the longest path and the dense layer; 6n + 4 makes n blocks a group. */
  readonly depth: number;
  /** The groups have 16, 32 and 64 times as many channels. */
  readonly widen: number;
  readonly classes: number;
  readonly inputChannels: number;
  readonly inputSize?: InputSize;
}

const STEM_CHANNELS = 16;
const GROUPS = [1, 2, 3] as const;
/** Of the last group, not widened. */
const LAST_CHANNELS = STEM_CHANNELS << 2;

interface BlockShape {
  readonly channels: number;
  readonly stride: number;
  /** The number of channels changes: then both branches start behind the first activation. */
  readonly project: boolean;
  readonly stage: number;
}

function preActivationBlock(g: GraphBuilder, id: string, input: string, block: BlockShape): string {
  const { channels, stride, project, stage } = block;
  const activated = g.activation(`${id}.relu1`, g.batchNorm(`${id}.bn1`, input, { stage }));
  let x = g.conv(`${id}.conv1`, activated, channels, { size: 3, stride });
  x = g.batchNorm(`${id}.bn2`, x, { stage, lastInBlock: true });
  x = g.activation(`${id}.relu2`, x);
  x = g.conv(`${id}.conv2`, x, channels, { size: 3 });
  const shortcut = project
    ? g.conv(`${id}.convShortcut`, activated, channels, { size: 1, stride, padding: 0 })
    : input;
  return g.layer(g.add(id, shortcut, x));
}

/**
 * Builds the graph; node and parameter names are those of the reference state dict.
 * @throws RangeError for a depth that is not 6n + 4
 */
export function buildWideResnet(options: WideResnetOptions): Graph {
  const { depth, widen, classes, inputChannels, inputSize = CIFAR_SIZE } = options;
  const blocks = (depth - 4) / 6;
  if (!Number.isInteger(blocks) || blocks < 1) throw new RangeError(`depth ${String(depth)} is not 6n + 4`);
  const g = new GraphBuilder([...inputSize, inputChannels]);
  let x = g.layer(g.conv('conv1', 'input', STEM_CHANNELS, { size: 3 }));
  let inChannels = STEM_CHANNELS;
  for (const stage of GROUPS) {
    const channels = (STEM_CHANNELS * widen) << (stage - 1);
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 && stage > 1 ? 2 : 1;
      const shape = { channels, stride, project: inChannels !== channels, stage };
      x = preActivationBlock(g, `block${String(stage)}.layer.${String(block)}`, x, shape);
      inChannels = channels;
    }
  }
  x = g.activation('relu', g.batchNorm('bn1', x, { stage: GROUPS.length }));
  x = g.dense('fc', g.globalAvgPool('pool', x), classes);
  return g.build(`WRN-${String(depth)}-${String(widen)}`, x);
}

/** Any state dict with `block1.layer.0`, ...; the widening factor from the last features, the depth from the blocks of a group. */
export const wideResnet: Family = {
  id: 'wrn',
  propose(shapes) {
    const blocks = Math.max(0, ...blocksPerStage(shapes, 'block', 'layer.'));
    if (blocks === 0) return null;
    const features = sizeAt(
      shapes,
      [
        ['bn1.weight', 0],
        ['fc.weight', 1],
      ],
      LAST_CHANNELS,
    );
    const options = {
      depth: 6 * blocks + 4,
      widen: Math.max(1, Math.round(features / LAST_CHANNELS)),
      classes: classesOf(shapes, 'fc'),
      inputChannels: inputChannelsOf(shapes, 'conv1'),
    };
    return {
      inputSize: CIFAR_SIZE,
      isSizeAssumed: options.inputChannels === 1,
      notes: [],
      build: (inputSize) => buildWideResnet({ ...options, inputSize }),
    };
  },
  // A widened network has one projection more.
  usual: () =>
    [10, 16, 22, 28, 34, 40].flatMap((depth) =>
      [1, 2].map((widen) => buildWideResnet({ depth, widen, classes: 10, inputChannels: 3 })),
    ),
};
