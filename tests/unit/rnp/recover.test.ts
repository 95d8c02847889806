/** The descent on the masks, and which sites may take part in it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { downloadTensors } from '../../../workers/graph/parameters';
import type { RecoverOptions } from '../../../workers/protocol';
import { createMasks, flattenMasks, selectSites } from '../../../workers/pruning/masks';
import { recover, type RecoverReading } from '../../../workers/rnp/recover';
import type { Learner } from '../../../workers/rnp/step';
import { startBackend } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import {
  createLearner,
  disposeLearner,
  finish,
  RECOVER,
  TINY_GRAPH,
  TINY_SITES,
  steadyFeed,
  tinyFeed,
} from './tinyStages';

const FILTERS = TINY_SITES.reduce((sum, { channels }) => sum + channels, 0);

function flat(reading: RecoverReading | undefined): Float32Array {
  return flattenMasks(TINY_SITES, reading?.masks ?? new Map());
}

describe('selectSites', () => {
  const select = (options: Partial<RecoverOptions>): string[] =>
    selectSites(TINY_SITES, { ...RECOVER, ...options }).map(({ id }) => id);

  it('takes all sites, one stage, or the last of each block', () => {
    expect(select({})).toEqual(TINY_SITES.map(({ id }) => id));
    expect(select({ stage: '2' })).toEqual(['layer2.0.bn1', 'layer2.0.bn2', 'layer2.0.shortcut.1']);
    expect(select({ sites: 'last-in-block' })).toEqual(
      [1, 2, 3, 4].map((stage) => `layer${String(stage)}.0.bn2`),
    );
    expect(select({ stage: '4', sites: 'last-in-block' })).toEqual(['layer4.0.bn2']);
  });
});

describe('recover', () => {
  beforeAll(() => startBackend('wasm'));

  it('lowers the loss on the images it is shown, with every mask inside 0..1', async () => {
    const learner = createLearner('masks');
    const options = { ...RECOVER, epochs: 20 };
    const { readings, result } = await finish(
      recover({ learner, sites: TINY_SITES, feed: steadyFeed(), options }),
    );
    const losses = readings.map(({ values }) => values.loss ?? Number.NaN);
    expect(readings).toHaveLength(20);
    expect(losses.at(-1)).toBeLessThan(0.9 * (losses[0] ?? Number.NaN));
    for (const reading of readings) {
      const masks = flat(reading);
      expect(masks).toHaveLength(FILTERS);
      expect(Math.min(...masks)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...masks)).toBeLessThanOrEqual(1);
    }
    expect(Math.min(...flat(readings.at(-1)))).toBeLessThan(1);
    expect(flattenMasks(TINY_SITES, result.masks)).toEqual(flat(readings.at(-1)));
    disposeLearner(learner);
  });

  it('scales the step by alpha but reports the loss itself', async () => {
    const first = async (alpha: number): Promise<RecoverReading | undefined> => {
      const learner = createLearner('masks');
      const options = { ...RECOVER, alpha, learningRate: 0.01, momentum: 0 };
      const stage = recover({ learner, sites: TINY_SITES, feed: tinyFeed(), options });
      const next = await stage.next();
      await stage.return(undefined as never);
      disposeLearner(learner);
      return next.done === true ? undefined : next.value;
    };
    const [half, whole] = [await first(0.5), await first(1)];
    expect(half?.values.loss).toBe(whole?.values.loss);
    const [short, long] = [flat(half), flat(whole)];
    long.forEach((mask, at) => expect(1 - (short[at] ?? Number.NaN)).toBeCloseTo((1 - mask) / 2, 5));
    expect(Math.min(...long)).toBeLessThan(1);
  });

  it('reports ones for sites that do not take part, and leaves every weight alone', async () => {
    // Its masks are made here.
    const learner = createLearner('weights');
    const chosen = selectSites(TINY_SITES, { ...RECOVER, stage: '3' });
    const only: Learner = { ...learner, masks: createMasks(chosen), moves: 'masks' };
    const before = await downloadTensors(learner.parameters);
    const { result } = await finish(
      recover({ learner: only, sites: TINY_SITES, feed: tinyFeed(), options: RECOVER }),
    );
    expect([...result.masks.keys()]).toEqual(TINY_SITES.map(({ id }) => id));
    for (const { id } of TINY_SITES) {
      const isOne = named(result.masks, id).every((mask) => mask === 1);
      expect(isOne, id).toBe(!chosen.some((site) => site.id === id));
    }
    for (const [name, { trainable }] of TINY_GRAPH.parameters) {
      if (trainable) expect(named(only.parameters, name).dataSync(), name).toEqual(named(before, name).data);
    }
    disposeLearner(only);
  });

  it('ends when it is told to, with the masks there are', async () => {
    const learner = createLearner('masks');
    let steps = 0;
    const endsNow = (): boolean => ++steps === 4;
    const stage = recover({ learner, sites: TINY_SITES, feed: tinyFeed(), options: RECOVER, endsNow });
    const { readings, result } = await finish(stage);
    expect(result).toMatchObject({ steps: 4, epochs: 2 });
    expect(flattenMasks(TINY_SITES, result.masks)).toEqual(flat(readings[3]));
    disposeLearner(learner);
  });
});
