/** What the veto spares, and a walk whose order is asked for anew on the way. */
import { beforeAll, describe, expect, it } from 'vitest';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { concat, type ImageSet } from '../../../workers/data/images';
import { predictClasses } from '../../../workers/graph/infer';
import type { CutFilter } from '../../../workers/protocol';
import { GroupAccuracy, labelled } from '../../../workers/pruning/accuracy';
import { CutNetwork, orderFilters, without } from '../../../workers/pruning/cut';
import { type VetoResult, walkWithVeto } from '../../../workers/rnp/veto';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { finish, TINY_GRAPH, TINY_MASKS, TINY_SITES } from './tinyStages';

const ORDER = orderFilters(TINY_SITES, TINY_MASKS);
const images = tinyImages(16);

let parameters: OwnedTensors;
beforeAll(async () => {
  await startBackend('wasm');
  parameters = uploadTensors(tinyParameters(TINY_GRAPH));
  return () => disposeTensors(parameters);
});

describe('the veto over several sets of images', () => {
  const options = { vetoTolerance: 0, vetoBudget: 1 / images.count };

  /** A walk along this order, judged by these sets. */
  const walked = async (order: readonly CutFilter[], sets: readonly ImageSet[]): Promise<VetoResult> => {
    const network = await CutNetwork.create(TINY_GRAPH, parameters, false);
    const accuracy = new GroupAccuracy(TINY_GRAPH, TINY_NORMALISATION, sets.map(labelled));
    const how = { options, order, limit: 1, chunk: 1 };
    const { result } = await finish(walkWithVeto({ network, accuracy, ...how }));
    accuracy.dispose();
    network.dispose();
    return result;
  };

  it('spares what costs one of them too much, whatever another gains by it', async () => {
    const network = await CutNetwork.create(TINY_GRAPH, parameters, false);
    const answers = (): Promise<Uint16Array> =>
      predictClasses(
        { graph: TINY_GRAPH, parameters: network.parameters, normalisation: TINY_NORMALISATION },
        images,
      );
    const whole = await answers();
    const differs = (other: Uint16Array): number => whole.filter((label, at) => label !== other[at]).length;
    let [filter, without]: [CutFilter | null, Uint16Array] = [null, whole];
    for (const each of ORDER) {
      network.cut([each]);
      without = await answers();
      filter = each;
      if (differs(without) > 1) break;
    }
    network.dispose();
    expect(differs(without)).toBeGreaterThan(1);
    // Right with the filter, and right without it: together as many are right before the cut as after.
    const losing = { ...images, labels: whole };
    const gaining = { ...images, labels: without };
    const order = filter === null ? [] : [filter];
    expect(await walked(order, [concat(losing, gaining)])).toMatchObject({ cut: order, vetoed: [] });
    expect(await walked(order, [losing, gaining])).toMatchObject({ cut: [], vetoed: order });
    expect(await walked(order, [gaining])).toMatchObject({ cut: order });
  });
});

describe('an order that is asked for anew', () => {
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
    const { readings, result } = await finish(walkWithVeto({ network, accuracy, ...how }));
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
