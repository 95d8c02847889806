/** Every family learns: gradients by weights and by masks are what the loss does along them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { add, mul, ones, type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { differentiate, disposeStep } from '../../../workers/graph/gradients';
import { type Graph, trainableNames } from '../../../workers/graph/graph';
import { crossEntropy } from '../../../workers/graph/loss';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { findMaskSites } from '../../../workers/graph/sites';
import { buildEfficientnetCifar } from '../../../workers/nets/efficientnetCifar';
import { EFFICIENTNET_STAGES, MOBILENET_STAGES, type Stage } from '../../../workers/nets/invertedResiduals';
import { loadStateDict } from '../../../workers/nets/load';
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
import { startBackend } from '../graph/backends';
import { madeUpState, noise } from './madeUp';

const CLASSES = 5;
const IMAGES = 4;
const base = { classes: CLASSES, inputChannels: 3, inputSize: [32, 32] } as const;
const resnet = { ...base, width: 4, blocks: [1, 1, 1, 1] } as const;
const vgg = { ...base, depth: 11, width: 4 } as const;
const mobile = { ...base, stem: 8, head: 16 } as const;

/** An eighth of the width. */
function tiny(stages: readonly Stage[]): Stage[] {
  return stages.map((stage) => ({ ...stage, channels: Math.ceil(stage.channels / 8) }));
}

const NETWORKS: readonly (readonly [family: string, build: () => Graph])[] = [
  ['resnet-cifar', () => buildResnetCifar(resnet)],
  ['resnet-cifar, bottlenecks', () => buildResnetCifar({ ...resnet, bottleneck: true })],
  ['resnet-torchvision', () => buildResnetTorchvision({ ...resnet, inputSize: [64, 64] })],
  ['preact-resnet', () => buildPreactResnet(resnet)],
  ['wrn', () => buildWideResnet({ ...base, depth: 10, widen: 1 })],
  ['vgg-cifar', () => buildVggCifar({ ...vgg, batchNorm: true })],
  ['vgg-cifar without batch norm', () => buildVggCifar({ ...vgg, batchNorm: false })],
  ['vgg-torchvision', () => buildVggTorchvision({ ...vgg, batchNorm: true, hidden: [12, 10] })],
  ['vgg-elu', () => buildVggElu({ ...base, width: 4 })],
  ['mobilenetv2-cifar', () => buildMobilenetCifar({ ...mobile, stages: tiny(MOBILENET_CIFAR_STAGES) })],
  ['mobilenetv2-torchvision', () => buildMobilenetTorchvision({ ...mobile, stages: tiny(MOBILENET_STAGES) })],
  ['efficientnetb0-cifar', () => buildEfficientnetCifar({ ...mobile, stages: tiny(EFFICIENTNET_STAGES) })],
  [
    'efficientnetb0-torchvision',
    () => buildEfficientnetTorchvision({ ...mobile, stages: tiny(EFFICIENTNET_STAGES), inputSize: [64, 64] }),
  ],
];

function pictures(graph: Graph): Tensor {
  const shape: [number, number, number, number] = [IMAGES, ...graph.inputShape];
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Float32Array.from(noise('pictures', count), (value) => 2 * value - 1),
    shape,
  );
}

function labels(): Tensor {
  const hot = new Float32Array(IMAGES * CLASSES);
  for (let image = 0; image < IMAGES; image++) hot[image * CLASSES + (image % CLASSES)] = 1;
  return tensor(hot, [IMAGES, CLASSES]);
}

/** Tensors moved along the gradients. */
function moved(
  tensors: OwnedTensors,
  gradients: ReadonlyMap<string, Tensor>,
  distance: number,
): OwnedTensors {
  return new Map(
    [...tensors].map(([name, each]) => {
      const gradient = gradients.get(name);
      return [name, gradient === undefined ? each.clone() : tidy(() => add(each, mul(gradient, distance)))];
    }),
  );
}

async function squaredLength(gradients: ReadonlyMap<string, Tensor>): Promise<number> {
  let sum = 0;
  for (const gradient of gradients.values())
    for (const value of await gradient.data<'float32'>()) sum += value * value;
  return sum;
}

/** What the loss does along its gradient, over what the gradient says: 1 where it is right. */
async function truthOf(built: Graph, by: 'weights' | 'masks'): Promise<number> {
  const [height, width] = built.inputShape;
  const { graph, host } = loadStateDict(madeUpState(built), { inputSize: [height, width] });
  const parameters = uploadTensors(host);
  const masks: OwnedTensors = new Map(findMaskSites(graph).map(({ id, channels }) => [id, ones([channels])]));
  const [x, oneHot] = [pictures(graph), labels()];
  const names = by === 'weights' ? trainableNames(graph) : [...masks.keys()];
  const step = (weights: OwnedTensors, masked: OwnedTensors) => {
    const source = by === 'weights' ? weights : masked;
    return differentiate({
      graph,
      parameters: weights,
      masks: masked,
      x,
      objective: (logits) => crossEntropy(logits, oneHot),
      by: new Map(names.map((name) => [name, source.get(name) ?? x])),
      // Batch statistics of a few images bend the loss too much for a difference.
      mode: 'eval',
    });
  };
  const first = step(parameters, masks);
  const [loss = Number.NaN] = await first.value.data();
  const length = await squaredLength(first.gradients);
  const distance = (1e-3 * loss) / length;
  const losses: number[] = [];
  for (const sign of [1, -1]) {
    const change = by === 'weights' ? parameters : masks;
    const next = moved(change, first.gradients, sign * distance);
    const passed = by === 'weights' ? step(next, masks) : step(parameters, next);
    losses.push((await passed.value.data())[0] ?? Number.NaN);
    disposeStep(passed);
    disposeTensors(next);
  }
  disposeStep(first);
  for (const each of [x, oneHot]) each.dispose();
  disposeTensors(parameters);
  disposeTensors(masks);
  const [up = Number.NaN, down = Number.NaN] = losses;
  return (up - down) / (2 * distance * length);
}

describe('gradients', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(NETWORKS)('of %s by its weights and by its masks are right', async (_, build) => {
    expect(await truthOf(build(), 'weights')).toBeCloseTo(1, 1);
    expect(await truthOf(build(), 'masks')).toBeCloseTo(1, 1);
  });
});
