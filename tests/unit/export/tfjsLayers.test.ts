import fc from 'fast-check';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensor, type Tensor } from '../../../workers/device/tf';
import { relativeError } from '../../../workers/device/relativeError';
import { type ExportedFile, writeTfjsLayers } from '../../../workers/export/tfjsLayers';
import { GraphBuilder } from '../../../workers/graph/builder';
import type { Graph } from '../../../workers/graph/graph';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { importKeras } from '../../../workers/importers/keras/importKeras';
import { buildResnet18 } from '../../../workers/nets/resnetCifar';
import { buildWideResnet } from '../../../workers/nets/wideResnet';
import { bytesSource } from '../../../workers/readers/byteSource';
import { parseJson, type JsonValue, member } from '../../../workers/readers/kerasJson';
import { readTfjs } from '../../../workers/readers/tfjs';
import { startBackend } from '../graph/backends';
import { tinyParameters } from '../graph/tinyNetwork';
import { logitsOf, noise } from '../importers/keras/fixtures';
import { faultOf } from '../readers/fixture';

/** Everything an export can say, in one network. */
function buildStack(): Graph {
  const g = new GraphBuilder([11, 11, 2]);
  let x = g.mul('scaled', 'input', g.constant('scale', 2));
  x = g.add('moved', x, g.constant('offset', 2));
  x = g.conv('conv1', x, 4, { size: 3, stride: 2, bias: true, masked: true });
  x = g.activation('swish', x, 'swish');
  x = g.conv('depthwise', x, 8, { size: 3, groups: 4, stride: 2, padding: [0, 1, 2, 0] });
  x = g.batchNorm('bn', x, { epsilon: 1e-3, momentum: 0.25 });
  x = g.activation('relu', x);
  const pooled = g.pool('maxPool', 'max', x, { size: 3, stride: 1, padding: 1 });
  const bordered = g.pool('maxPool', 'bordered', x, { size: 2, stride: 1, padding: [1, 0, 1, 0] });
  x = g.add('sum', pooled, bordered);
  let gate = g.globalAvgPool('squeeze', x);
  gate = g.conv('reduce', gate, 8, { size: 1, bias: true });
  x = g.mul('excited', x, g.activation('gate', gate, 'sigmoid'));
  x = g.concat('both', [x, g.activation('leaky', pooled, 'leakyRelu', 0.3)]);
  x = g.pool('avgPool', 'mean', x, { size: 2, stride: 1, padding: [0, 1, 0, 1] });
  x = g.pad('pad', x, [0, 1, 0, 1]);
  x = g.adaptiveAvgPool('bins', x, 2, 2);
  x = g.adaptiveAvgPool('repeated', x, 4, 4);
  x = g.flatten('flat', x);
  x = g.activation('elu', g.dense('hidden', x, 6), 'elu');
  x = g.dropout('dropout', x, 0.5);
  return g.build('everything', g.dense('logits', x, 3, false));
}

const NETS: readonly [string, () => Graph][] = [
  ['ResNet-18 of width 4', () => buildResnet18(4)],
  ['WRN-10-1', () => buildWideResnet({ depth: 10, widen: 1, classes: 5, inputChannels: 3 })],
  ['a stack of every kind', buildStack],
];

async function loadIntoTfjs(files: readonly ExportedFile[]) {
  const [model, ...shards] = files;
  const json = parseJson(model?.bytes ?? '', 'it');
  const [group] = member(json, 'weightsManifest') as unknown as [{ weights: never }];
  const weightData = new Uint8Array(shards.flatMap(({ bytes }) => [...bytes])).buffer;
  const modelTopology = member(json, 'modelTopology') as unknown as object;
  return loadLayersModel({
    load: () => Promise.resolve({ modelTopology, weightSpecs: group.weights, weightData }),
  });
}

async function readBack(files: readonly ExportedFile[]) {
  const [model, ...shards] = files.map(({ name, bytes }) => bytesSource(name, bytes));
  if (model === undefined) throw new RangeError('there is a model.json');
  const file = await readTfjs(model, shards);
  if (file.format === 'tfjs-graph') throw new RangeError('it is a layers model');
  return importKeras(file);
}

function pictures(graph: Graph): Float32Array {
  return noise(graph.inputShape.reduce((product, size) => product * size, 2));
}

const LARGEST_ERROR = 1e-5;

describe.each(NETS)('%s as a TensorFlow.js layers model', (_, build) => {
  beforeAll(() => startBackend('wasm'));
  const graph = build();
  const host: HostTensors = tinyParameters(graph);

  it('gives the same logits in TensorFlow.js', async () => {
    const expected = await logitsOf(graph, host, pictures(graph));
    const model = await loadIntoTfjs(writeTfjsLayers(graph, host));
    const answer = model.predict(tensor(pictures(graph), [2, ...graph.inputShape])) as Tensor;
    expect(answer.shape).toEqual([2, graph.classes]);
    expect(relativeError(await answer.data<'float32'>(), expected)).toBeLessThan(LARGEST_ERROR);
  });

  it('gives the same logits when it is read again', async () => {
    const expected = await logitsOf(graph, host, pictures(graph));
    const again = await readBack(writeTfjsLayers(graph, host));
    expect(again.unused).toEqual([]);
    const found = await logitsOf(again.graph, again.host, pictures(graph));
    expect(relativeError(found, expected)).toBeLessThan(LARGEST_ERROR);
  });
});

describe('any small network', () => {
  beforeAll(() => startBackend('wasm'));

  it('comes back from a TensorFlow.js layers model as it was', async () => {
    const block = fc.record({
      out: fc.integer({ min: 1, max: 4 }),
      size: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 2 }),
      border: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 1, max: 2 }))),
      bias: fc.boolean(),
      norm: fc.boolean(),
      name: fc.constantFrom(...(['relu', 'relu6', 'elu', 'swish', 'tanh', 'leakyRelu'] as const)),
    });
    const property = fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 3 }), async (blocks) => {
      const g = new GraphBuilder([7, 6, 2]);
      let x = 'input';
      blocks.forEach(({ out, size, stride, border, bias, norm, name }, at) => {
        const [top = 1, bottom = 1, left = 1, right = 1] = border;
        const padding = [top, bottom, left, right] as const;
        x = g.conv(`conv${String(at)}`, x, out, { size, stride, padding, bias, masked: !norm });
        if (norm) x = g.batchNorm(`bn${String(at)}`, x);
        x = g.activation(`act${String(at)}`, x, name, name === 'leakyRelu' ? 0.1 : undefined);
      });
      const graph = g.build('any', g.dense('logits', g.flatten('flat', x), 3));
      const host = tinyParameters(graph);
      const again = await readBack(writeTfjsLayers(graph, host));
      expect([...again.host]).toEqual([...host]);
      const masks = (net: Graph) =>
        net.nodes.flatMap((node) => (node.kind === 'conv2d' && node.masked ? node.id : []));
      expect(masks(again.graph)).toEqual(masks(graph));
      const expected = await logitsOf(graph, host, pictures(graph));
      expect(relativeError(await logitsOf(again.graph, again.host, pictures(graph)), expected)).toBeLessThan(
        LARGEST_ERROR,
      );
    });
    await fc.assert(property, { numRuns: 40 });
  });
});

describe('a TensorFlow.js export', () => {
  it('keeps the names of the parameters', async () => {
    const graph = buildResnet18(4);
    const again = await readBack(writeTfjsLayers(graph, tinyParameters(graph)));
    expect([...again.host.keys()].sort()).toEqual([...graph.parameters.keys()].sort());
  });

  it('cuts its weights into shards of 4 MiB and keeps what it is told', () => {
    const g = new GraphBuilder([1, 1, 1200]);
    const graph = g.build('wide', g.dense('logits', 'input', 1000));
    const files = writeTfjsLayers(graph, tinyParameters(graph), { source: 'a test' });
    expect(files.map(({ name, bytes }) => [name, bytes.length]).slice(1)).toEqual([
      ['group1-shard1of2.bin', 2 ** 22],
      ['group1-shard2of2.bin', 4 * (1200 * 1000 + 1000) - 2 ** 22],
    ]);
    const json: JsonValue = parseJson(files[0]?.bytes ?? '', 'it');
    expect(member(json, 'userDefinedMetadata')).toEqual({ source: 'a test' });
  });

  const refused: readonly [string, (g: GraphBuilder) => string][] = [
    ['hardSwish', (g) => g.activation('x', 'input', 'hardSwish')],
    ['adaptive pooling', (g) => g.adaptiveAvgPool('x', 'input', 3, 3)],
    ['bilinear enlargement', (g) => g.upsample('x', 'input', 2, false)],
    ['padded pooling', (g) => g.pool('avgPool', 'x', 'input', { size: 2, stride: 2, padding: 1 })],
    ['padded pooling', (g) => g.pool('maxPool', 'x', 'input', { size: 2, stride: 2, padding: 1 })],
  ];
  it.each(refused)('refuses what it cannot say: %s', async (what, write) => {
    const g = new GraphBuilder([8, 8, 1]);
    const graph = g.build('x', g.dense('logits', g.flatten('flat', write(g)), 2));
    const fault = await faultOf(() => writeTfjsLayers(graph, tinyParameters(graph)));
    expect(fault.code).toBe('layer-unsupported');
    expect(String(fault.params['layers']).replace(/^the /, '')).toContain(what);
  });

  it('names a parameter that is missing', async () => {
    const graph = buildResnet18(4);
    expect((await faultOf(() => writeTfjsLayers(graph, new Map()))).code).toBe('tensor-missing');
  });
});
