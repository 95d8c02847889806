/** A walk whose order is asked for anew on the way. */
import { beforeAll, describe, expect, it } from 'vitest';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import type { CutFilter } from '../../../workers/protocol';
import { GroupAccuracy, labelled } from '../../../workers/rnp/accuracy';
import { CutNetwork, orderFilters, without } from '../../../workers/rnp/cut';
import { walkWithVeto } from '../../../workers/rnp/veto';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { finish, TINY_GRAPH, TINY_MASKS, TINY_SITES } from './tinyStages';

const ORDER = orderFilters(TINY_SITES, TINY_MASKS);
const images = tinyImages(16);

describe('an order that is asked for anew', () => {
  let parameters: OwnedTensors;
  beforeAll(async () => {
    await startBackend('wasm');
    parameters = uploadTensors(tinyParameters(TINY_GRAPH));
    return () => disposeTensors(parameters);
  });

  it('holds from the next filter on, never brings one back, and is what lies ahead at the end', async () => {
    const before = tensorCount();
    const network = await CutNetwork.create(TINY_GRAPH, parameters, false);
    const accuracy = new GroupAccuracy(TINY_GRAPH, TINY_NORMALISATION, [labelled(images)]);
    const asked: (readonly CutFilter[])[] = [];
    // The rest turned round each time: three from the front, three from the back, two from the front again.
    const rest = (tried: readonly CutFilter[]): Promise<readonly CutFilter[]> => {
      asked.push(tried);
      const left = without(ORDER, tried);
      return Promise.resolve(asked.length % 2 === 1 ? [...left].reverse() : left);
    };
    const options = { vetoTolerance: 0.2, vetoBudget: 0.2 };
    const how = { order: ORDER, renewal: { every: 3, rest }, options, limit: 8, chunk: 1 };
    const { readings, result } = await finish(
      walkWithVeto({ network, accuracy, images: images.count, ...how }),
    );
    const expected = [...ORDER.slice(0, 3), ...ORDER.slice(-3).reverse(), ...ORDER.slice(3, 5)];
    expect(readings.map(({ filter }) => filter)).toEqual(expected);
    expect(readings.map(({ walked, limit }) => [walked, limit])).toEqual(
      expected.map((_, at) => [at + 1, 8]),
    );
    expect(new Set([...result.cut, ...result.vetoed])).toEqual(new Set(expected));
    expect(asked.map((tried) => tried.length)).toEqual([3, 6]);
    expect(result.ahead).toEqual(ORDER.slice(5, -3));
    accuracy.dispose();
    network.dispose();
    expect(tensorCount()).toBe(before);
  });
});
