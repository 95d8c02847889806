/** Files whose names say nothing: weights of Keras without their network, state dicts with other names. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeReader } from '../../../cli/nodeReader';
import { relativeError } from '../../../workers/device/relativeError';
import { torchTensors } from '../../../workers/importers/keras/torchTensors';
import { parameterCount } from '../../../workers/graph/graph';
import { permuteAxes, toStateDict } from '../../../workers/nets/layout';
import { loadStateDict } from '../../../workers/nets/load';
import { toOriginal } from '../../../workers/nets/origin';
import { reportFile } from '../../../workers/nets/report';
import { buildResnet18 } from '../../../workers/nets/resnetCifar';
import type { RawTensor } from '../../../workers/readers/elements';
import type { KerasFile, NamedTensor } from '../../../workers/readers/kerasFile';
import { inOrder } from '../../../workers/readers/kerasWeights';
import { startBackend } from '../graph/backends';
import { logitsOf } from '../importers/keras/fixtures';
import { faultOf, fixtureBytes } from '../readers/fixture';
import { RUNS } from './goldens';
import { madeUpPictures, madeUpState } from './madeUp';

const FOLDER = 'keras/weights-alone';
interface Recording {
  readonly size: number;
  readonly channels: number;
  readonly eval: readonly number[];
}
const recordings = JSON.parse(
  readFileSync(new URL(`../../fixtures/${FOLDER}/logits.json`, import.meta.url), 'utf8'),
) as Readonly<Record<string, Recording>>;

function requestFor(name: string, architecture?: string) {
  const file = new Blob([fixtureBytes(`${FOLDER}/${name}`)]);
  return { files: [{ path: name, file }], hint: architecture === undefined ? null : { architecture } };
}

const FILES = [
  ['resnet18', 'keras2.h5', 'resnet-cifar', 'ResNet-18 (CIFAR layout), width 2'],
  ['resnet18', 'keras3.weights.h5', 'resnet-cifar', 'ResNet-18 (CIFAR layout), width 2'],
  ['vgg-elu', 'keras2.h5', 'vgg-elu', 'Small VGG with ELU, width 2'],
  ['vgg-elu', 'keras3.weights.h5', 'vgg-elu', 'Small VGG with ELU, width 2'],
] as const;

describe('weights that Keras saved without their network', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(FILES)('%s.%s gives PyTorch’s logits', async (name, ending, family, architecture) => {
    const recording = recordings[name] ?? { size: 0, channels: 0, eval: [] };
    for (const chosen of [undefined, family]) {
      const read = await nodeReader.readNetwork(requestFor(`${name}.${ending}`, chosen), () => undefined);
      expect(read.graph.architecture).toBe(architecture);
      expect(read.notes).toEqual([{ kind: 'matched-by-order' }, { kind: 'weights-alone' }]);
      expect(read.unused).toEqual([]);
      const { pixels } = madeUpPictures(recording, 2);
      const logits = await logitsOf(read.graph, read.host, pixels);
      expect(relativeError(logits, Float32Array.from(recording.eval))).toBeLessThan(1e-4);
    }
  });

  it('go out again under the names of the architecture', async () => {
    const read = await nodeReader.readNetwork(requestFor('resnet18.keras2.h5'), () => undefined);
    const state = toOriginal(read.graph, read.host, read.origin);
    const made = [...madeUpState(read.graph)].filter(([name]) => !name.endsWith('num_batches_tracked'));
    expect([...state]).toEqual(made);
  });

  it('are explained where the chosen architecture is another one', async () => {
    const request = requestFor('resnet18.keras3.weights.h5', 'resnet-torchvision');
    expect(await faultOf(() => nodeReader.readNetwork(request, () => undefined))).toMatchObject({
      code: 'shape-mismatch',
      params: { name: 'conv1.weight', found: '2x3x3x3', expected: '2x3x7x7' },
    });
    const { chosen, candidates, tensors } = await nodeReader.examine(request, () => undefined);
    expect(chosen).toMatchObject({
      family: 'resnet-torchvision',
      byOrder: true,
      matched: 101,
      needed: 102,
      differences: [{ kind: 'shape', name: 'conv1.weight' }],
    });
    expect(candidates.map(({ family }) => family)).toContain('resnet-cifar');
    const row = tensors.find(({ name }) => name === 'layers/batch_normalization/moving_mean');
    expect(row).toMatchObject({ shape: [2], state: 'matched', parameter: 'bn1.running_mean' });
  });
});

const KERAS_WORDS: Readonly<Record<string, readonly [inNorm: string, elsewhere: string]>> = {
  weight: ['gamma', 'kernel'],
  bias: ['beta', 'bias'],
  running_mean: ['moving_mean', ''],
  running_var: ['moving_variance', ''],
};

/** Class of the layer that holds a weight of this shape; the stem of grey pictures is no depthwise convolution. */
function layerClass([outputs, inputs, rows, ...more]: readonly number[], isFirst: boolean): string {
  if (more.length > 0) return inputs === 1 && rows !== 1 && !isFirst ? 'depthwise_conv2d' : 'conv2d';
  return outputs !== undefined && inputs !== undefined ? 'dense' : 'batch_normalization';
}

function inKerasLayout(tensor: RawTensor, kind: string): RawTensor {
  const axes = { dense: [1, 0], conv2d: [2, 3, 1, 0], depthwise_conv2d: [2, 3, 0, 1] }[kind];
  return axes?.length === tensor.shape.length ? { ...tensor, ...permuteAxes(tensor, axes) } : tensor;
}

/** A state dict as Keras would keep it: in its layouts, layer by layer; `by-class` sorts layers as Keras 3 does. */
function kerasFileOf(state: ReadonlyMap<string, RawTensor>, naming: KerasFile['naming']): KerasFile {
  const groups = new Map<
    string,
    { readonly group: string; readonly kind: string; readonly tensors: NamedTensor[] }
  >();
  const used = new Map<string, number>();
  for (const [name, tensor] of state) {
    const at = name.lastIndexOf('.');
    const module = name.slice(0, at);
    let layer = groups.get(module);
    if (layer === undefined) {
      const kind = layerClass(state.get(`${module}.weight`)?.shape ?? [], groups.size === 0);
      const count = used.get(kind) ?? 0;
      used.set(kind, count + 1);
      layer = { group: count === 0 ? kind : `${kind}_${String(count)}`, kind, tensors: [] };
      groups.set(module, layer);
    }
    const { kind, tensors } = layer;
    const word = KERAS_WORDS[name.slice(at + 1)]?.[kind === 'batch_normalization' ? 0 : 1];
    if (word === undefined) continue;
    const called = naming === 'by-class' ? String(tensors.length) : word;
    tensors.push({ name: called, tensor: inKerasLayout(tensor, kind) });
  }
  const byGroup = new Map([...groups.values()].map(({ group, tensors }) => [group, tensors]));
  const order = naming === 'by-class' ? inOrder([...byGroup.keys()]) : [...byGroup.keys()];
  const weights = order.map((group) => ({ group, label: null, tensors: byGroup.get(group) ?? [] }));
  return { format: 'keras-h5', kerasVersion: null, config: null, naming, weights };
}

/** Those of a few million weights: larger ones have the same layers, more of them. */
const RECORDED = Object.entries(RUNS)
  .map(([name, { family, graph }]) => ({ name, family, graph }))
  .filter(({ graph }) => parameterCount(graph()) < 5e6);

/** Compared as bytes, which takes no time. */
function bytesOf(values: Float32Array = new Float32Array()): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

describe.each(['by-name', 'by-class'] as const)('weights of Keras, %s', (naming) => {
  it.each(RECORDED)('are those of $name', ({ family, graph }) => {
    const built = graph();
    const state = madeUpState(built);
    const [height, width] = built.inputShape;
    const tensors = torchTensors(kerasFileOf(state, naming));
    const read = loadStateDict(tensors, { inputSize: [height, width] }, { isKeras: true });
    expect(read.graph.architecture).toBe(built.architecture);
    const back = toStateDict(read.graph, read.host);
    for (const [name, { flattened }] of built.parameters) {
      // What lies behind a flattened map was not reordered for this test: nor does it come back as PyTorch has it.
      if (flattened !== undefined) continue;
      expect(Buffer.compare(bytesOf(back.get(name)?.data), bytesOf(state.get(name)?.data)), name).toBe(0);
    }
    expect(reportFile({ name: '', format: '', wrapper: null, tensors }).chosen?.family).toBe(family);
  });
});

/** The tensors of a state dict under other names, in their order. */
function renamed(state: ReadonlyMap<string, RawTensor>, rename: (name: string, at: number) => string) {
  return new Map([...state].map(([name, tensor], at) => [rename(name, at), tensor]));
}

const graph = buildResnet18(4, 6);
/** Modules have names of their own; what is in them keeps its word. */
const otherModules = (name: string): string => `net.m${name.replace(/\.(?=.*\.)/g, '_')}`;

describe('a state dict with other names', () => {
  it.each([
    ['of modules', otherModules],
    ['that are numbers', (_: string, at: number) => `arr_${String(at)}`],
  ])('%s is matched by order, and goes out as it came', (_, rename) => {
    const state = madeUpState(graph);
    const file = renamed(state, rename);
    const read = loadStateDict(file, {}, { wrapper: 'model' });
    expect(read.graph.architecture).toBe(graph.architecture);
    expect(read.notes).toEqual([{ kind: 'matched-by-order' }]);
    expect([...toStateDict(read.graph, read.host)].map(([name, { data }]) => [name, data])).toEqual(
      [...state].filter(([name]) => graph.parameters.has(name)).map(([name, { data }]) => [name, data]),
    );
    expect(read.unused).toEqual([]);
    expect(read.origin.wrapper).toBe('model');
    expect([...toOriginal(read.graph, read.host, read.origin)]).toEqual([...file]);
    expect(reportFile({ name: '', format: '', wrapper: null, tensors: file }).chosen).toMatchObject({
      byOrder: true,
      differences: [],
    });
  });

  it.each(RECORDED)('is recognised as $name', ({ family, graph: build }) => {
    const built = build();
    const file = renamed(madeUpState(built), otherModules);
    const { chosen } = reportFile({ name: '', format: '', wrapper: null, tensors: file });
    expect(chosen).toMatchObject({ family, byOrder: true, classes: built.classes, differences: [] });
  });

  it('is refused where one tensor has another shape, and told what it comes near', async () => {
    const file = renamed(madeUpState(graph), otherModules);
    const at = otherModules('layer2.0.conv1.weight');
    file.set(at, { shape: [8, 4, 1, 1], dtype: 'float32', data: new Float32Array(32) });
    expect(await faultOf(() => loadStateDict(file))).toMatchObject({
      code: 'architecture-unknown',
      params: { near: graph.architecture, classes: 6 },
    });
    const hint = { architecture: 'resnet-cifar' };
    expect(await faultOf(() => loadStateDict(file, hint))).toMatchObject({
      code: 'shape-mismatch',
      params: { name: 'layer2.0.conv1.weight', found: '8x4x1x1', expected: '8x4x3x3' },
    });
  });

  it('is not guessed at where its names tell', async () => {
    const file = renamed(madeUpState(graph), (name) => name.replace('bn1.bias', 'bn1.bite'));
    expect((await faultOf(() => loadStateDict(file))).code).toBe('tensor-missing');
  });

  it('keeps what was mapped by hand', () => {
    // The classifier stands first in this file.
    const entries = [...renamed(madeUpState(graph), otherModules)];
    const file = new Map([...entries.slice(-2), ...entries.slice(0, -2)]);
    const mapping: [string, string][] = [
      ['linear.weight', otherModules('linear.weight')],
      ['linear.bias', otherModules('linear.bias')],
    ];
    const { host } = loadStateDict(file, { mapping });
    expect(host.get('linear.bias')?.data).toEqual(madeUpState(graph).get('linear.bias')?.data);
  });
});
