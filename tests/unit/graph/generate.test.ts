/** Triggers made by networks: by hand where the networks are constants, beside the formulas where they are not; gradients through both. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageSet } from '../../../workers/data/images';
import { NORMALISATIONS } from '../../../workers/data/normalise';
import { mean, mul, type Tensor, tensor } from '../../../workers/device/tf';
import { GraphBuilder } from '../../../workers/graph/builder';
import {
  addNoise,
  blendPattern,
  type Generator,
  generatePictures,
  normaliseUnit,
  sharpenMask,
} from '../../../workers/graph/generate';
import { differentiateJointly, disposeJointStep } from '../../../workers/graph/gradients';
import { type Graph, trainableNames } from '../../../workers/graph/graph';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { buildInputAwareGenerator, buildUnet } from '../../../workers/nets/generators';
import { fromTorchLayout, torchShape } from '../../../workers/nets/layout';
import { madeUpTensor } from '../nets/madeUp';
import { startBackend, tensorCount } from './backends';
import { named, tinyBatch, tinyImages } from './tinyNetwork';

const { shapes: normalisation } = NORMALISATIONS;

/** Three pictures of 1 x 1: one pixel of three channels each. */
function threePixels(): ImageSet {
  return {
    count: 3,
    height: 1,
    width: 1,
    channels: 3,
    classes: ['a', 'b'],
    pixels: Uint8Array.of(0, 128, 255, 100, 100, 101, 250, 6, 61),
    labels: Uint16Array.of(0, 1, 0),
  };
}

/** A network whose map is the same for all pictures, as large as its input of one pixel: weight 0 and these biases. */
function constantMap(values: number[]): Generator & { readonly parameters: OwnedTensors } {
  const g = new GraphBuilder([1, 1, 3]);
  const graph = g.build('constant', g.conv('conv', 'input', values.length, { size: 1, bias: true }));
  const parameters = uploadTensors(
    new Map([
      ['conv.weight', { shape: [1, 1, 3, values.length], data: new Float32Array(3 * values.length) }],
      ['conv.bias', { shape: [values.length], data: Float32Array.from(values) }],
    ]),
  );
  return { graph, parameters };
}

/** Weights under which the values of a network stay of order 1. */
function lively(graph: Graph): OwnedTensors {
  const state = [...graph.parameters].map(([name, spec]) => {
    const { shape, data } = madeUpTensor(name, torchShape(spec));
    return [name, fromTorchLayout(spec, { shape, data: Float32Array.from(data) })] as const;
  });
  return uploadTensors(new Map(state));
}

describe('pictures with generated triggers', () => {
  beforeAll(() => startBackend('wasm'));

  it('are the pattern where the sharpened mask is open', async () => {
    const before = tensorCount();
    // The mask 0.5 is sharpened to 1/2, 0.55 to 1 / (1 + e^-2) = 0.880797.
    const pattern = constantMap([52 / 255, 102 / 255, 1]);
    const half = constantMap([0.5]);
    const most = constantMap([0.55]);
    const picture = threePixels();
    const made = (mask: Generator | null): Promise<Uint8Array> =>
      generatePictures({ method: 'dynamic', strength: 1, pattern, mask }, picture, normalisation);
    // The means with 52, 102, 255, by hand.
    expect([...(await made(half))]).toEqual([26, 115, 255, 76, 101, 178, 151, 54, 158]);
    // 0 + 52 * 0.880797 = 45.8, 128 - 26 * 0.880797 = 105.1, 100 - 48 * 0.880797 = 57.7, ...
    expect([...(await made(most))]).toEqual([46, 105, 255, 58, 102, 237, 76, 91, 232]);
    expect([...(await made(null))]).toEqual([52, 102, 255, 52, 102, 255, 52, 102, 255]);
    for (const each of [pattern, half, most]) disposeTensors(each.parameters);
    expect(tensorCount()).toBe(before);
  });

  it('are moved by the noise in units of the normalised picture, and stay bytes', async () => {
    const before = tensorCount();
    const pattern = constantMap([-1, 0.5, 1]);
    const made = await generatePictures(
      { method: 'lira', strength: 0.2, pattern, mask: null },
      threePixels(),
      normalisation,
    );
    // A standard deviation of 0.25 makes 0.2 of it 0.05, or 12.75 levels; half of it 6.375.
    expect([...made]).toEqual([0, 134, 255, 87, 106, 114, 237, 12, 74]);
    disposeTensors(pattern.parameters);
    expect(tensorCount()).toBe(before);
  });

  it('are the same one by one and all at once', async () => {
    const images = tinyImages(3);
    const pattern = { graph: UNET, parameters: lively(UNET) };
    const trigger = { method: 'lira', strength: 0.5, pattern, mask: null } as const;
    const together = await generatePictures(trigger, images, normalisation);
    const bytes = images.pixels.length / 3;
    for (let at = 0; at < 3; at++) {
      const one = { ...images, count: 1, pixels: images.pixels.slice(at * bytes, (at + 1) * bytes) };
      expect(await generatePictures(trigger, one, normalisation)).toEqual(
        together.slice(at * bytes, (at + 1) * bytes),
      );
    }
    expect(together).not.toEqual(images.pixels);
    disposeTensors(pattern.parameters);
  });

  it('carry the triggers of other pictures where those are given', async () => {
    const before = tensorCount();
    const set = tinyImages(2);
    const nets = [PATTERN, MASK].map((graph) => ({ graph, parameters: lively(graph) }));
    const [pattern, mask = null] = nets;
    if (pattern === undefined) throw new RangeError('there are two networks');
    const trigger = { method: 'dynamic', strength: 1, pattern, mask } as const;
    const own = await generatePictures(trigger, set, normalisation);
    expect(await generatePictures(trigger, set, normalisation, { ...set })).toEqual(own);
    const bytes = set.pixels.length / 2;
    const [first, second] = [set.pixels.slice(0, bytes), set.pixels.slice(bytes)];
    const swapped = { ...set, pixels: Uint8Array.of(...second, ...first) };
    const crossed = await generatePictures(trigger, set, normalisation, swapped);
    expect(crossed).not.toEqual(own);
    const black = { ...set, pixels: new Uint8Array(2 * bytes) };
    const onBlack = await generatePictures(trigger, black, normalisation, swapped);
    // What the pattern adds to black it adds to every picture, of which a share between 0 and 1 stays.
    crossed.forEach((value, at) => {
      const stays = value - (onBlack[at] ?? 0);
      expect(stays).toBeGreaterThanOrEqual(-1);
      expect(stays).toBeLessThanOrEqual((set.pixels[at] ?? 0) + 1);
    });
    for (const each of nets) disposeTensors(each.parameters);
    expect(tensorCount()).toBe(before);
  });

  it('leave nothing behind when a parameter is missing', async () => {
    const before = tensorCount();
    const pattern = constantMap([0, 0, 0]);
    const mask = { graph: pattern.graph, parameters: new Map() };
    await expect(
      generatePictures({ method: 'dynamic', strength: 1, pattern, mask }, threePixels(), normalisation),
    ).rejects.toThrow('tensor-missing');
    disposeTensors(pattern.parameters);
    expect(tensorCount()).toBe(before);
  });
});

/** Made of two networks: the mean of the triggered pictures, weighed by fixed numbers. */
function meanOfTriggered(by: OwnedTensors, kind: 'dynamic' | 'lira', mode: 'train' | 'eval') {
  const batch = tinyBatch(4);
  const weights = tensor(
    Float32Array.from({ length: batch.x.size }, (_, at) => Math.sin(at)),
    batch.x.shape,
  );
  const of = (name: string): OwnedTensors =>
    new Map([...by].flatMap(([key, each]) => (key.startsWith(name) ? [[key.slice(name.length), each]] : [])));
  try {
    return differentiateJointly({
      objective: (pass) => {
        const { x } = batch;
        const run = (name: string, graph: Graph): Tensor =>
          pass({ graph, parameters: of(name), x, mode }).output;
        const made = run('pattern/', kind === 'dynamic' ? PATTERN : UNET);
        const triggered =
          kind === 'dynamic'
            ? blendPattern(x, normaliseUnit(made, normalisation), sharpenMask(run('mask/', MASK)))
            : addNoise(x, made, 0.3, normalisation);
        return mean(mul(triggered, weights));
      },
      by: new Map([...by].filter(([name]) => TRAINABLE.has(name.slice(name.indexOf('/') + 1)))),
    });
  } finally {
    batch.x.dispose();
    batch.oneHot.dispose();
    weights.dispose();
  }
}

const PATTERN = buildInputAwareGenerator({ inputSize: [8, 8], width: 4, channels: 3 });
const MASK = buildInputAwareGenerator({ inputSize: [8, 8], width: 4, channels: 1 });
const UNET = buildUnet({ inputSize: [8, 8], width: 4 });
const TRAINABLE = new Set([PATTERN, MASK, UNET].flatMap(trainableNames));

function parametersOf(kind: 'dynamic' | 'lira'): OwnedTensors {
  const nets: (readonly [string, Graph])[] =
    kind === 'lira'
      ? [['pattern/', UNET]]
      : [
          ['pattern/', PATTERN],
          ['mask/', MASK],
        ];
  return new Map(
    nets.flatMap(([prefix, graph]) =>
      [...lively(graph)].map(([name, each]) => [prefix + name, each] as const),
    ),
  );
}

describe('gradients through generated triggers', () => {
  beforeAll(() => startBackend('wasm'));

  it.each([
    ['dynamic', 'train'],
    ['dynamic', 'eval'],
    ['lira', 'train'],
    ['lira', 'eval'],
  ] as const)('are those of finite differences: %s, %s mode', async (kind, mode) => {
    const before = tensorCount();
    const parameters = parametersOf(kind);
    const step = meanOfTriggered(parameters, kind, mode);
    expect(step.statistics.map(({ size }) => size > 0)).toEqual(
      Array.from({ length: kind === 'dynamic' ? 2 : 1 }, () => mode === 'train'),
    );
    const last = kind === 'dynamic' ? 'convblock_up_5.batch_norm' : 'conv_last.1';
    const middle = kind === 'dynamic' ? 'convblock_up_2.conv2d' : 'dconv_up2.0';
    const names = [`pattern/${last}.weight`, `pattern/${last}.bias`, `pattern/${middle}.weight`];
    for (const name of kind === 'dynamic'
      ? [...names, `mask/${last}.weight`, `mask/${middle}.weight`]
      : names) {
      const gradient = named(step.gradients, name);
      const direction = new Float32Array(await gradient.data<'float32'>());
      const length = Math.sqrt(direction.reduce((sum, each) => sum + each * each, 0));
      const reach = 2e-3;
      const valueAt = async (by: number): Promise<number> => {
        const was = named(parameters, name);
        const values = (await was.data<'float32'>()).map((w, at) => w + (by * (direction[at] ?? 0)) / length);
        const moved = tensor(values, was.shape);
        const other = meanOfTriggered(new Map(parameters).set(name, moved), kind, mode);
        const [value = Number.NaN] = await other.value.data();
        disposeJointStep(other);
        moved.dispose();
        return value;
      };
      const slope = ((await valueAt(reach)) - (await valueAt(-reach))) / (2 * reach);
      expect(slope / length, name).toBeCloseTo(1, 1);
    }
    disposeJointStep(step);
    disposeTensors(parameters);
    expect(tensorCount()).toBe(before);
  });

  it('leave nothing behind when the second of two passes fails', () => {
    const before = tensorCount();
    const parameters = parametersOf('lira');
    const batch = tinyBatch(2);
    const net = { graph: UNET, x: batch.x, mode: 'train' } as const;
    const bare = new Map([...parameters].map(([name, each]) => [name.replace('pattern/', ''), each]));
    expect(() =>
      differentiateJointly({
        objective: (pass, hold) => {
          hold(pass({ ...net, parameters: bare }).output);
          return mean(pass({ ...net, parameters: new Map() }).output);
        },
        by: bare,
      }),
    ).toThrow('tensor-missing');
    batch.x.dispose();
    batch.oneHot.dispose();
    disposeTensors(parameters);
    expect(tensorCount()).toBe(before);
  });
});
