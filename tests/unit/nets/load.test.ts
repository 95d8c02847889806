/** From a state dict to a network, and every way in which a file can be the wrong one. */
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../workers/graph/graph';
import { initialParameters } from '../../../workers/nets/initialise';
import { toStateDict } from '../../../workers/nets/layout';
import { loadStateDict } from '../../../workers/nets/load';
import { buildResnet18, buildResnetCifar } from '../../../workers/nets/resnetCifar';
import type { RawTensor } from '../../../workers/readers/elements';
import { faultOf } from '../readers/fixture';

const graph = buildResnetCifar({ width: 4, classes: 7, blocks: [1, 1, 1, 1], inputChannels: 3 });

function raw(shape: readonly number[], fill = 0): RawTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, dtype: 'float32', data: new Float32Array(count).fill(fill) };
}

/** What PyTorch would have saved of a fresh network, with what it writes beside the weights. */
function stateDictOf(of: Graph): Map<string, RawTensor> {
  const state = new Map<string, RawTensor>();
  for (const [name, { shape, data }] of toStateDict(of, initialParameters(of, 1))) {
    state.set(name, { shape, dtype: 'float32', data });
    if (name.endsWith('.running_var'))
      state.set(name.replace('running_var', 'num_batches_tracked'), { ...raw([], 24), dtype: 'int64' });
  }
  return state;
}

/** The state dict after one change. */
function changed(change: (state: Map<string, RawTensor>) => void): Map<string, RawTensor> {
  const state = stateDictOf(graph);
  change(state);
  return state;
}

describe('loadStateDict', () => {
  it('recognises width, classes and blocks from the shapes alone', () => {
    const loaded = loadStateDict(stateDictOf(graph));
    expect(loaded.graph.architecture).toBe(graph.architecture);
    expect(loaded.graph.classes).toBe(7);
    expect(loaded.matched).toEqual([...graph.parameters.keys()]);
    expect(loadStateDict(stateDictOf(buildResnet18(8))).graph.architecture).toBe(
      'ResNet-18 (CIFAR layout), width 8',
    );
  });

  it('brings every weight into our layout and back without changing it', () => {
    const state = stateDictOf(graph);
    const { host } = loadStateDict(state);
    expect([...host.keys()]).toEqual([...graph.parameters.keys()]);
    for (const [name, { shape }] of graph.parameters) expect(host.get(name)?.shape, name).toEqual(shape);
    for (const [name, { shape, data }] of toStateDict(graph, host)) {
      expect(shape, name).toEqual(state.get(name)?.shape);
      expect(data, name).toEqual(state.get(name)?.data);
    }
  });

  it('puts one particular weight where it belongs: OIHW to HWIO, [out, in] to [in, out]', () => {
    const { host } = loadStateDict(
      changed((state) => {
        const conv = raw([4, 3, 3, 3]);
        // Output 2, input 1, row 0, column 2.
        conv.data[((2 * 3 + 1) * 3 + 0) * 3 + 2] = 5;
        const linear = raw([7, 32]);
        linear.data[3 * 32 + 30] = 6;
        state.set('conv1.weight', conv).set('linear.weight', linear);
      }),
    );
    const [conv, linear] = [host.get('conv1.weight')?.data, host.get('linear.weight')?.data];
    expect(conv?.indexOf(5)).toBe(((0 * 3 + 2) * 3 + 1) * 4 + 2);
    expect(linear?.indexOf(6)).toBe(30 * 7 + 3);
  });

  it('takes off DataParallel’s prefix', () => {
    const prefixed = new Map([...stateDictOf(graph)].map(([name, tensor]) => [`module.${name}`, tensor]));
    const [{ host, matched, notes }, plain] = [loadStateDict(prefixed), loadStateDict(stateDictOf(graph))];
    expect({ host, matched, notes }).toEqual({
      host: plain.host,
      matched: plain.matched,
      notes: plain.notes,
    });
  });

  it('tells what it leaves out, and what of that is known', () => {
    const loaded = loadStateDict(
      changed((state) => {
        state.set('bn1.neuron_mask', raw([4], 1)).set('layer1.0.bn1.neuron_noise', raw([4], Number.NaN));
        state.set('layer1.0.bn1.neuron_noise_bias', raw([4], Infinity)).set('teacher.weight', raw([2]));
      }),
    );
    expect(loaded.unused).toEqual(['teacher.weight']);
    expect(loaded.ignored).toHaveLength(12 + 3);
    expect(loaded.ignored).toContain('layer1.0.bn1.neuron_noise');
  });

  it('does without batch counters, which old versions of PyTorch did not write', () => {
    const old = new Map([...stateDictOf(graph)].filter(([name]) => !name.endsWith('num_batches_tracked')));
    expect(loadStateDict(old).ignored).toEqual([]);
  });

  it.each([
    ['nothing', new Map<string, RawTensor>(), { keys: '', count: 0 }],
    [
      'another network',
      new Map([
        ['main.0.weight', raw([100, 64, 4, 4])],
        ['main.1.running_mean', raw([64])],
      ]),
      { keys: 'main.0.weight, main.1.running_mean', count: 2 },
    ],
  ])('refuses %s by naming its keys', async (_, state, params) => {
    expect(await faultOf(() => loadStateDict(state))).toMatchObject({ code: 'architecture-unknown', params });
  });

  it('names only the first keys of a large file', async () => {
    const state = new Map(
      Array.from({ length: 300 }, (_, at) => [`blocks.${String(at)}.weight`, raw([1])] as const),
    );
    const { params } = await faultOf(() => loadStateDict(state));
    expect(params['count']).toBe(300);
    expect(String(params['keys']).split(', ')).toHaveLength(8);
  });

  it('refuses a file that lacks tensors, instead of leaving them at their initial values', async () => {
    const state = changed((each) => {
      each.delete('layer2.0.bn2.bias');
      each.delete('linear.bias');
    });
    expect(await faultOf(() => loadStateDict(state))).toMatchObject({
      code: 'tensor-missing',
      params: { count: 2, first: 'layer2.0.bn2.bias' },
    });
  });

  it.each([
    ['layer2.0.conv1.weight', raw([8, 4, 1, 1]), '8x4x1x1', '8x4x3x3'],
    ['bn1.weight', raw([5], 1), '5', '4'],
    ['linear.bias', raw([]), 'scalar', '7'],
  ])('refuses a wrong shape of %s', async (name, tensor, found, expected) => {
    const state = changed((each) => each.set(name, tensor));
    expect(await faultOf(() => loadStateDict(state))).toMatchObject({
      code: 'shape-mismatch',
      params: { name, found, expected },
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses weights with %d among them', async (value) => {
    const name = 'layer4.0.shortcut.1.running_var';
    const state = changed((each) => {
      const tensor = raw([32], 1);
      tensor.data[17] = value;
      each.set(name, tensor);
    });
    expect(await faultOf(() => loadStateDict(state))).toMatchObject({
      code: 'weights-not-finite',
      params: { name },
    });
  });
});
