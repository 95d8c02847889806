/** Exported ONNX files: ONNX Runtime gives our logits, ONNX's own checker finds nothing, and reading them back gives the network. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../../workers/device/relativeError';
import { writeOnnx } from '../../../workers/export/onnx';
import { createRng } from '../../../workers/engine/rng';
import { GraphBuilder } from '../../../workers/graph/builder';
import type { Graph } from '../../../workers/graph/graph';
import type { HostTensor, HostTensors } from '../../../workers/graph/hostTensors';
import { findMaskSites } from '../../../workers/graph/sites';
import type { ImportedNetwork } from '../../../workers/importers/importedNetwork';
import { importOnnx } from '../../../workers/importers/onnx/importOnnx';
import { toStateDict } from '../../../workers/nets/layout';
import { buildResnetCifar } from '../../../workers/nets/resnetCifar';
import { buildWideResnet } from '../../../workers/nets/wideResnet';
import { bytesSource } from '../../../workers/readers/byteSource';
import { readOnnx } from '../../../workers/readers/onnx';
import { startBackend } from '../graph/backends';
import { tinyParameters } from '../graph/tinyNetwork';
import { logitsOf } from '../importers/onnx/onnxNetworks';
import { runOnnx } from './onnxRuntime';

const LARGEST_ERROR = 1e-5;
const PYTHONS = ['python3', '/usr/bin/python3'];
/** Reads files, each behind its length, and says a line about each. */
const CHECK = `
import sys, struct, onnx
data = sys.stdin.buffer
while head := data.read(4):
    model = onnx.load_from_string(data.read(struct.unpack('<I', head)[0]))
    onnx.checker.check_model(model, full_check=True)
    print(model.producer_name, model.ir_version, model.opset_import[0].version, model.doc_string)
`;
const CLASSES = 5;

/** Depthwise convolutions, squeeze and excite, every activation, a constant, dropout. */
function gated(channels: number): Graph {
  const g = new GraphBuilder([16, 16, channels]);
  let x = g.mul('scaled', 'input', g.constant('scale', channels));
  x = g.activation('swish', g.batchNorm('bn1', g.conv('stem', x, 8, { size: 3, stride: 2 })), 'swish');
  x = g.activation('relu6', g.batchNorm('bn2', g.conv('depthwise', x, 8, { size: 3, groups: 8 })), 'relu6');
  let gate = g.globalAvgPool('squeeze', x);
  gate = g.activation('act', g.conv('fc1', gate, 4, { size: 1, bias: true }), 'hardSwish');
  gate = g.activation('gate', g.conv('fc2', gate, 8, { size: 1, bias: true }), 'hardSigmoid');
  x = g.mul('excite', x, gate);
  x = g.add('shifted', g.constant('shift', 8), x);
  const wide = g.activation(
    'tanh',
    g.conv('wide', x, 16, { size: [1, 3], padding: [0, 0, 1, 1], groups: 8 }),
    'tanh',
  );
  x = g.concat('joined', [x, g.activation('sigmoid', wide, 'sigmoid')]);
  x = g.pool('avgPool', 'mean', g.pad('padded', x, [1, 0, 2, 1]), { size: 3, stride: 2, padding: 1 });
  x = g.globalAvgPool('pool', x);
  return g.build('gated', g.dense('head', g.dropout('dropout', x, 0.2), CLASSES));
}

/** A flattened map in front of dense layers, no batch norm. */
function flat(channels: number): Graph {
  const g = new GraphBuilder([12, 12, channels]);
  let x = g.activation('act1', g.conv('conv1', 'input', 6, { size: 3, bias: true, masked: true }), 'elu');
  x = g.pool('maxPool', 'pool', x, { size: 3, stride: 2, padding: 1 });
  x = g.activation('act2', g.conv('conv2', x, 4, { size: 3, masked: true }), 'leakyRelu', 0.1);
  x = g.flatten('flatten', g.adaptiveAvgPool('adaptive', x, 3, 2));
  x = g.activation('act3', g.dense('fc1', g.dropout('dropout', x, 0.5), 7));
  return g.build('flat', g.dense('fc2', x, CLASSES, false));
}

/** A flattened map that is used by more than dense layers. */
function turned(): Graph {
  const g = new GraphBuilder([8, 8, 3]);
  const map = g.pool('maxPool', 'pool', g.conv('conv1', 'input', 4, { size: 3, bias: true, masked: true }), {
    size: 4,
  });
  const x = g.batchNorm('bn', g.flatten('flatten', map));
  return g.build('turned', g.dense('head', g.add('sum', x, x), CLASSES));
}

/** Bins that overlap, and a map smaller than what is made of it. */
function binned(rows: number, columns: number): Graph {
  const g = new GraphBuilder([7, 5, 3]);
  const x = g.adaptiveAvgPool('bins', g.conv('conv1', 'input', 4, { size: 3, masked: true }), rows, columns);
  return g.build('binned', g.dense('fc', g.flatten('flatten', x), CLASSES));
}

const resnet = (inputChannels: number): Graph =>
  buildResnetCifar({ width: 4, classes: CLASSES, blocks: [2, 2, 2, 2], inputChannels });

const NETWORKS: readonly (readonly [string, Graph])[] = [
  ['ResNet-18', resnet(3)],
  ['ResNet-18, grey', resnet(1)],
  ['WRN-16-1', buildWideResnet({ depth: 16, widen: 1, classes: CLASSES, inputChannels: 3 })],
  ['depthwise, squeeze and excite', gated(3)],
  ['depthwise, squeeze and excite, grey', gated(1)],
  ['flattened', flat(3)],
  ['flattened, grey', flat(1)],
  ['overlapping bins', binned(3, 2)],
  ['repeated pixels', binned(9, 8)],
  ['flattened, then batch norm', turned()],
];

function pictures({ inputShape: [height, width, channels] }: Graph): HostTensor {
  const rng = createRng(4, 'pictures');
  const shape = [2, channels, height, width];
  return {
    shape,
    data: Float32Array.from({ length: 2 * channels * height * width }, () => 2 * rng.uniform() - 1),
  };
}

function write(graph: Graph, host: HostTensors): Uint8Array<ArrayBuffer> {
  return writeOnnx(graph, toStateDict(graph, host), { recipe: 'a test' });
}

async function readBack(file: Uint8Array): Promise<ImportedNetwork> {
  return importOnnx(await readOnnx([bytesSource('out.onnx', file)]));
}

const siteIds = (graph: Graph): string[] =>
  findMaskSites(graph).map(({ id, channels }) => `${id} ${String(channels)}`);

describe('ONNX files', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(NETWORKS)('give our logits in ONNX Runtime: %s', async (_, graph) => {
    const host = tinyParameters(graph);
    const x = pictures(graph);
    const found = await runOnnx(write(graph, host), x);
    expect(found.shape).toEqual([2, CLASSES]);
    expect(relativeError(found.data, logitsOf(graph, host, x))).toBeLessThan(LARGEST_ERROR);
  });

  it.each(NETWORKS)('are read back as the same network: %s', async (_, graph) => {
    const host = tinyParameters(graph);
    const x = pictures(graph);
    const network = await readBack(write(graph, host));
    const expected = logitsOf(graph, host, x);
    expect(relativeError(logitsOf(network.graph, network.host, x), expected)).toBeLessThan(LARGEST_ERROR);
    expect([...network.host.keys()].toSorted()).toEqual([...graph.parameters.keys()].toSorted());
    expect(network.unused).toEqual([]);
  });

  it.each(NETWORKS)('keep the mask sites: %s', async (_, graph) => {
    const network = await readBack(write(graph, tinyParameters(graph)));
    expect(siteIds(network.graph)).toEqual(siteIds(graph));
  });

  it('refuse a bilinear enlargement, which no classifier needs', () => {
    const g = new GraphBuilder([4, 4, 3]);
    const graph = g.build('x', g.upsample('up', 'input', 2, false));
    expect(() => write(graph, new Map())).toThrow('layer-unsupported');
  });

  it("pass ONNX's own checker", (context) => {
    const python = PYTHONS.find((each) => spawnSync(each, ['-c', 'import onnx']).status === 0);
    if (python === undefined) {
      console.warn(`skipped: no Python with the package onnx among ${PYTHONS.join(', ')}`);
      context.skip();
      return;
    }
    const parts = NETWORKS.flatMap(([, graph]) => {
      const file = write(graph, tinyParameters(graph));
      return [new Uint8Array(Uint32Array.of(file.length).buffer), file];
    });
    const { stdout, stderr } = spawnSync(python, ['-c', CHECK], {
      input: Buffer.concat(parts),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(NETWORKS.map(() => 'rnp-playground 8 17 recipe: a test'));
  });
});
