/** Networks of every family as our builders make them, by the names that scripts/make-architecture-goldens.py gives them. */
import { readFileSync } from 'node:fs';
import type { Graph } from '../../../workers/graph/graph';
import { buildEfficientnetCifar } from '../../../workers/nets/efficientnetCifar';
import { EFFICIENTNET_STAGES, MOBILENET_STAGES } from '../../../workers/nets/invertedResiduals';
import { buildMobilenetCifar, MOBILENET_CIFAR_STAGES } from '../../../workers/nets/mobilenetCifar';
import {
  buildEfficientnetTorchvision,
  buildMobilenetTorchvision,
} from '../../../workers/nets/mobileTorchvision';
import { buildPreactResnet } from '../../../workers/nets/preactResnet';
import { buildResnetCifar } from '../../../workers/nets/resnetCifar';
import { buildResnetTorchvision } from '../../../workers/nets/resnetTorchvision';
import { buildVggCifar } from '../../../workers/nets/vggCifar';
import { buildVggElu } from '../../../workers/nets/vggElu';
import { buildVggTorchvision } from '../../../workers/nets/vggTorchvision';
import { buildWideResnet } from '../../../workers/nets/wideResnet';

/** What PyTorch says of a network. */
export interface Facts {
  readonly entries: number;
  readonly parameters: number;
  /** Channels of all batch norms. */
  readonly normalised: number;
  readonly digest: string;
}

export interface Golden extends Facts {
  readonly size: number;
  readonly channels: number;
  /** Logits of the first two images in evaluation, and of all four with batch statistics. */
  readonly eval: readonly number[];
  readonly train: readonly number[];
}

interface GoldenFile {
  readonly sizes: Readonly<Record<string, Facts>>;
  readonly runs: Readonly<Record<string, Golden>>;
}

/** The committed numbers; the script that wrote them names their shape. */
export function readGoldens(): GoldenFile {
  const path = new URL('../../fixtures/architectures/goldens.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as GoldenFile;
}

export interface Known {
  readonly family: string;
  readonly graph: () => Graph;
}

const RESNET18 = [2, 2, 2, 2];
const RESNET34 = [3, 4, 6, 3];
const rgb = { inputChannels: 3 } as const;
const cifar = { ...rgb, classes: 10 } as const;
const mobile = { ...cifar, stem: 32, head: 1280 } as const;

/** Channels of MobileNet-V2 at 0.35 of its width, rounded to multiples of 8 as torchvision does. */
const NARROW = [8, 8, 16, 24, 32, 56, 112];
const narrowStages = MOBILENET_STAGES.map((stage, at) => ({ ...stage, channels: NARROW[at] ?? 0 }));

const resnet = (graph: () => Graph): Known => ({ family: 'resnet-cifar', graph });
const preact = (graph: () => Graph): Known => ({ family: 'preact-resnet', graph });
const wide = (depth: number, widen: number): Known => ({
  family: 'wrn',
  graph: () => buildWideResnet({ ...cifar, depth, widen }),
});
const torchvisionResnet = (
  blocks: readonly number[],
  bottleneck: boolean,
  classes: number,
  size: number,
): Known => ({
  family: 'resnet-torchvision',
  graph: () =>
    buildResnetTorchvision({ ...rgb, width: 64, blocks, bottleneck, classes, inputSize: [size, size] }),
});
const vgg = (
  options: Omit<Parameters<typeof buildVggCifar>[0], 'inputChannels' | 'classes'> & {
    readonly classes?: number;
  },
): Known => ({ family: 'vgg-cifar', graph: () => buildVggCifar({ ...cifar, ...options }) });
const torchvisionVgg = (
  options: Omit<Parameters<typeof buildVggTorchvision>[0], 'inputChannels'>,
): Known => ({ family: 'vgg-torchvision', graph: () => buildVggTorchvision({ ...rgb, ...options }) });
const elu = (graph: () => Graph): Known => ({ family: 'vgg-elu', graph });
const mobilenet = (): Known => ({
  family: 'mobilenetv2-cifar',
  graph: () => buildMobilenetCifar({ ...mobile, stages: MOBILENET_CIFAR_STAGES }),
});
const efficientnet = (): Known => ({
  family: 'efficientnetb0-cifar',
  graph: () => buildEfficientnetCifar({ ...cifar, stem: 32, stages: EFFICIENTNET_STAGES }),
});
const torchvisionMobilenet = (options: Partial<Parameters<typeof buildMobilenetTorchvision>[0]>): Known => ({
  family: 'mobilenetv2-torchvision',
  graph: () =>
    buildMobilenetTorchvision({ ...mobile, stages: MOBILENET_STAGES, inputSize: [32, 32], ...options }),
});
const torchvisionEfficientnet = (size: number): Known => ({
  family: 'efficientnetb0-torchvision',
  graph: () =>
    buildEfficientnetTorchvision({ ...mobile, stages: EFFICIENTNET_STAGES, inputSize: [size, size] }),
});

const SMALL = { hidden: [64, 48], width: 8 } as const;
const LARGE = { hidden: [4096, 4096], width: 64, classes: 10, inputSize: [32, 32] } as const;

/** Small enough to run. */
export const RUNS: Readonly<Record<string, Known>> = {
  'resnet18-cifar': resnet(() => buildResnetCifar({ ...cifar, width: 16, blocks: RESNET18 })),
  'resnet34-cifar': resnet(() => buildResnetCifar({ ...rgb, width: 8, classes: 43, blocks: RESNET34 })),
  'resnet50-cifar': resnet(() =>
    buildResnetCifar({ ...cifar, width: 8, blocks: RESNET34, bottleneck: true }),
  ),
  'resnet18-grey': resnet(() =>
    buildResnetCifar({ ...cifar, width: 8, blocks: RESNET18, inputChannels: 1, inputSize: [28, 28] }),
  ),
  'resnet18-64': resnet(() =>
    buildResnetCifar({ ...rgb, width: 8, classes: 20, blocks: RESNET18, inputSize: [64, 64], cells: 2 }),
  ),
  'resnet20-cifar': resnet(() => buildResnetCifar({ ...cifar, width: 16, blocks: [3, 3, 3], cells: 2 })),
  preactresnet18: preact(() => buildPreactResnet({ ...cifar, width: 16, blocks: RESNET18 })),
  'wrn-16-2': wide(16, 2),
  'resnet18-torchvision': torchvisionResnet(RESNET18, false, 10, 32),
  'resnet50-torchvision': torchvisionResnet(RESNET34, true, 5, 64),
  'vgg11-cifar': vgg({ depth: 11, width: 16, batchNorm: false }),
  'vgg13-cifar': vgg({ depth: 13, width: 16, batchNorm: true, classes: 12 }),
  'vgg16-cifar': vgg({ depth: 16, width: 8, batchNorm: true, inputSize: [64, 64] }),
  'vgg19-cifar': vgg({ depth: 19, width: 8, batchNorm: true }),
  'vgg16-torchvision': torchvisionVgg({
    ...SMALL,
    depth: 16,
    batchNorm: true,
    classes: 10,
    inputSize: [32, 32],
  }),
  'vgg11-torchvision': torchvisionVgg({
    ...SMALL,
    depth: 11,
    batchNorm: false,
    classes: 7,
    inputSize: [96, 96],
  }),
  'vgg19-torchvision': torchvisionVgg({
    ...SMALL,
    depth: 19,
    batchNorm: false,
    classes: 10,
    inputSize: [32, 32],
  }),
  'vgg-elu': elu(() => buildVggElu({ ...cifar, width: 32 })),
  'vgg-elu-grey': elu(() => buildVggElu({ ...cifar, width: 16, inputChannels: 1, inputSize: [28, 28] })),
  'mobilenetv2-cifar': mobilenet(),
  'mobilenetv2-torchvision': torchvisionMobilenet({ inputSize: [64, 64] }),
  'mobilenetv2-narrow': torchvisionMobilenet({
    stem: 16,
    stages: narrowStages,
    classes: 6,
    inputSize: [96, 96],
  }),
  'efficientnetb0-cifar': efficientnet(),
  'efficientnetb0-torchvision': torchvisionEfficientnet(64),
};

/** Full size: names and shapes only. */
export const SIZES: Readonly<Record<string, Known>> = {
  'resnet18-cifar': resnet(() => buildResnetCifar({ ...cifar, width: 64, blocks: RESNET18 })),
  'resnet34-cifar': resnet(() => buildResnetCifar({ ...cifar, width: 64, blocks: RESNET34 })),
  'resnet50-cifar': resnet(() =>
    buildResnetCifar({ ...cifar, width: 64, blocks: RESNET34, bottleneck: true }),
  ),
  preactresnet18: preact(() => buildPreactResnet({ ...cifar, width: 64, blocks: RESNET18 })),
  'resnet18-torchvision': torchvisionResnet(RESNET18, false, 10, 32),
  'resnet34-torchvision': torchvisionResnet(RESNET34, false, 1000, 224),
  'resnet50-torchvision': torchvisionResnet(RESNET34, true, 1000, 224),
  'wrn-16-1': wide(16, 1),
  'wrn-16-2': wide(16, 2),
  'wrn-40-1': wide(40, 1),
  'vgg19-cifar': vgg({ depth: 19, width: 64, batchNorm: true }),
  'vgg19-torchvision': torchvisionVgg({ ...LARGE, depth: 19, batchNorm: false }),
  'vgg19bn-torchvision': torchvisionVgg({ ...LARGE, depth: 19, batchNorm: true }),
  'vgg-elu': elu(() => buildVggElu({ ...cifar, width: 32 })),
  'mobilenetv2-cifar': mobilenet(),
  'mobilenetv2-torchvision': torchvisionMobilenet({ classes: 1000, inputSize: [224, 224] }),
  'efficientnetb0-cifar': efficientnet(),
  'efficientnetb0-torchvision': torchvisionEfficientnet(32),
};
