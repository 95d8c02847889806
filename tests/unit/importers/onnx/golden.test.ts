/** Networks that the real PyTorch exported give the logits that PyTorch gives. */
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../../../workers/device/relativeError';
import type { HostTensor } from '../../../../workers/graph/hostTensors';
import { findMaskSites } from '../../../../workers/graph/sites';
import type { ImportedNetwork } from '../../../../workers/importers/importedNetwork';
import { importOnnx } from '../../../../workers/importers/onnx/importOnnx';
import { readOnnx } from '../../../../workers/readers/onnx';
import { startBackend } from '../../graph/backends';
import { logitsOf, onnxFile, recordedArrays } from './onnxNetworks';

const LARGEST_ERROR = 1e-5;

async function open(name: string): Promise<ImportedNetwork> {
  return importOnnx(await readOnnx([onnxFile(`${name}.onnx`)]));
}

const sitesOf = ({ graph }: ImportedNetwork): string[] => findMaskSites(graph).map(({ id }) => id);

describe('networks exported by PyTorch', () => {
  let recorded: (name: string) => HostTensor;
  beforeAll(async () => {
    await startBackend('wasm');
    recorded = await recordedArrays();
  });

  it.each([
    ['resnet-folded', 'x3'],
    ['resnet-kept', 'x3'],
    ['resnet-grey', 'x1'],
    ['preact-folded', 'x3'],
    ['preact-kept', 'x3'],
    ['mobile', 'x3'],
    ['squeeze', 'x1'],
    ['flat', 'x3'],
    ['flat-static', 'x3'],
    ['pools', 'x3'],
    ['keras-like', 'x3'],
  ])('%s', async (name, pictures) => {
    const { graph, host, unused } = await open(name);
    expect(relativeError(logitsOf(graph, host, recorded(pictures)), recorded(name).data)).toBeLessThan(
      LARGEST_ERROR,
    );
    expect(unused).toEqual([]);
    expect([...host.keys()].toSorted()).toEqual([...graph.parameters.keys()].toSorted());
    for (const [key, { shape }] of graph.parameters) expect(host.get(key)?.shape, key).toEqual(shape);
  });

  it('with its numbers in a second file', async () => {
    const files = [onnxFile('external.bin'), onnxFile('external.onnx')];
    const { graph, host } = await importOnnx(await readOnnx(files));
    expect(relativeError(logitsOf(graph, host, recorded('x3')), recorded('external').data)).toBeLessThan(
      LARGEST_ERROR,
    );
  });
});

describe('what an import says', () => {
  const RESNET = [
    'conv1',
    'bn1',
    'layer1.0.conv1',
    'layer1.0.bn1',
    'layer2.0.shortcut.0',
    'layer2.0.shortcut.1',
    'linear',
  ];

  it('names everything as PyTorch does, batch norm folded or not', async () => {
    const kept = (await open('resnet-kept')).graph.nodes.map(({ id }) => id);
    expect(kept).toEqual(expect.arrayContaining(RESNET));
    const folded = (await open('resnet-folded')).graph.nodes.map(({ id }) => id);
    expect(folded).toEqual(
      expect.arrayContaining(RESNET.filter((id) => !id.includes('bn') && !id.endsWith('.1'))),
    );
    expect(folded).not.toContain('bn1');
  });

  it('batch norms are sites where they were kept; nothing is to be said', async () => {
    const network = await open('resnet-kept');
    expect(sitesOf(network)).toEqual([
      'bn1',
      'layer1.0.bn1',
      'layer1.0.bn2',
      'layer2.0.bn1',
      'layer2.0.bn2',
      'layer2.0.shortcut.1',
    ]);
    expect(network.notes).toEqual([]);
    const [batchNorm] = network.graph.nodes.filter(({ kind }) => kind === 'batchNorm');
    expect(batchNorm).toMatchObject({ epsilon: 1e-5, momentum: 0.1 });
  });

  it('convolutions are sites where batch norm was folded into them', async () => {
    const network = await open('resnet-folded');
    expect(network.notes).toEqual([{ kind: 'masks-on-convolutions', count: 6 }]);
    expect(sitesOf(network)).toEqual([
      'conv1',
      'layer1.0.conv1',
      'layer1.0.conv2',
      'layer2.0.conv1',
      'layer2.0.conv2',
      'layer2.0.shortcut.0',
    ]);
  });

  it('both, where only some could be folded', async () => {
    const network = await open('preact-folded');
    expect(sitesOf(network)).toEqual(['layer1.0.bn1', 'layer1.0.conv1', 'layer1.1.bn1', 'layer1.1.conv1']);
    expect(network.notes).toEqual([{ kind: 'masks-on-convolutions', count: 2 }]);
  });

  it('convolutions of one pixel are no sites', async () => {
    expect(sitesOf(await open('squeeze'))).toEqual(['stem']);
  });

  it('a softmax at the end and preprocessing at the front', async () => {
    expect((await open('pools')).notes).toEqual([
      { kind: 'masks-on-convolutions', count: 3 },
      { kind: 'softmax-removed' },
      { kind: 'own-preprocessing', layers: 'Sub, Div' },
    ]);
  });
});
