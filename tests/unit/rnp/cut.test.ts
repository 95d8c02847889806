/** Cutting filters: which come first, what is zeroed, and that everything can be put back. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { countUpTo, CutNetwork, orderFilters } from '../../../workers/pruning/cut';
import type { MaskSite } from '../../../workers/protocol';
import { startBackend, tensorCount } from '../graph/backends';
import { named, tinyParameters } from '../graph/tinyNetwork';
import { TINY_GRAPH } from './tinyStages';

function site(id: string, channels: number): MaskSite {
  return { id, channels, stage: 1, lastInBlock: false };
}

describe('orderFilters and countUpTo', () => {
  const sites = [site('first', 3), site('second', 2)];
  const order = orderFilters(
    sites,
    // Site order counts, not the order of the values.
    new Map([
      ['second', Float32Array.of(0, 0.5)],
      ['first', Float32Array.of(0.5, 1, 0)],
    ]),
  );

  it('go from the smallest mask up, ties in layer order', () => {
    expect(order.map((filter) => [filter.site, filter.channel, filter.mask])).toEqual([
      ['first', 2, 0],
      ['second', 0, 0],
      ['first', 0, 0.5],
      ['second', 1, 0.5],
      ['first', 1, 1],
    ]);
  });

  it('count the threshold itself in', () => {
    expect([-0.1, 0, 0.49, 0.5, 0.9, 1, 2].map((threshold) => countUpTo(order, threshold))).toEqual([
      0, 2, 2, 4, 4, 5, 5,
    ]);
    expect(countUpTo([], 0.5)).toBe(0);
  });

  it('leave out sites without values', () => {
    expect(orderFilters(sites, new Map([['second', Float32Array.of(1, 0)]]))).toHaveLength(2);
  });
});

describe('CutNetwork', () => {
  let original: OwnedTensors;
  let before: number;
  beforeAll(() => startBackend('wasm'));
  beforeEach(() => {
    original = uploadTensors(tinyParameters(TINY_GRAPH));
    before = tensorCount();
  });
  afterEach(() => disposeTensors(original));

  /** Names of the parameters that differ from the original, and how many of their values do. */
  function differences(network: CutNetwork): Record<string, number> {
    const found: Record<string, number> = {};
    for (const [name, tensor] of original) {
      const values = tensor.dataSync();
      const changed = named(network.parameters, name)
        .dataSync()
        .filter((value, at) => value !== values[at]);
      if (changed.length === 0) continue;
      found[name] = changed.length;
      expect(
        [...changed].every((value) => value === 0),
        name,
      ).toBe(true);
    }
    return found;
  }

  const FILTERS = [
    { site: 'bn1', channel: 2 },
    { site: 'layer2.0.bn2', channel: 0 },
    { site: 'layer2.0.bn2', channel: 7 },
  ];

  it('zeroes gamma and nothing else', async () => {
    const network = await CutNetwork.create(TINY_GRAPH, original, false);
    expect(network.cut(FILTERS)).toEqual(['bn1', 'layer2.0.bn2']);
    expect(differences(network)).toEqual({ 'bn1.weight': 1, 'layer2.0.bn2.weight': 2 });
    network.dispose();
  });

  it('zeroes beta too where that is asked for', async () => {
    const network = await CutNetwork.create(TINY_GRAPH, original, true);
    network.cut(FILTERS);
    expect(differences(network)).toEqual({
      'bn1.weight': 1,
      'bn1.bias': 1,
      'layer2.0.bn2.weight': 2,
      'layer2.0.bn2.bias': 2,
    });
    network.dispose();
  });

  it('tells which sites a cut changed, and puts back what is no longer cut', async () => {
    const network = await CutNetwork.create(TINY_GRAPH, original, false);
    network.cut(FILTERS);
    expect(network.cut(FILTERS)).toEqual([]);
    expect(network.cut(FILTERS.slice(0, 2))).toEqual(['layer2.0.bn2']);
    expect(differences(network)).toEqual({ 'bn1.weight': 1, 'layer2.0.bn2.weight': 1 });
    expect(network.cut([])).toEqual(['bn1', 'layer2.0.bn2']);
    expect(differences(network)).toEqual({});
    network.dispose();
  });

  it('owns only what differs, and frees it', async () => {
    const network = await CutNetwork.create(TINY_GRAPH, original, false);
    expect(tensorCount()).toBe(before);
    for (let round = 0; round < 5; round++) {
      network.cut(FILTERS);
      network.cut([]);
    }
    expect(tensorCount()).toBe(before + 2);
    network.dispose();
    expect(tensorCount()).toBe(before);
    expect(differences(network)).toEqual({});
  });
});
