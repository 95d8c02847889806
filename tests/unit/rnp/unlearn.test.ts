/** The ascent: what one step does, when it ends, and that it can be taken up again. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  copyTensors,
  disposeTensors,
  downloadTensors,
  type OwnedTensors,
} from '../../../workers/graph/parameters';
import { tensor } from '../../../workers/device/tf';
import type { UnlearnOptions } from '../../../workers/protocol';
import type { Learner } from '../../../workers/rnp/step';
import { ascentRate, clipFactor, type EpochEnd, unlearn } from '../../../workers/rnp/unlearn';
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import { createLearner, disposeLearner, finish, TINY_GRAPH, tinyFeed, UNLEARN } from './tinyStages';

async function weightsOf({ parameters }: Learner): Promise<number[]> {
  return [...(await downloadTensors(parameters)).values()].flatMap(({ data }) => [...data]);
}

async function run(options: Partial<UnlearnOptions>, learner = createLearner('weights')) {
  const { readings, result } = await finish(
    unlearn({ learner, feed: tinyFeed(), options: { ...UNLEARN, ...options } }),
  );
  const weights = await weightsOf(learner);
  disposeLearner(learner);
  return { readings, result, weights };
}

describe('ascentRate and clipFactor', () => {
  it('drop a fixed rate to a tenth after so many epochs', () => {
    const options = { ...UNLEARN, learningRate: 0.01, decayEvery: 10 };
    expect([0, 9, 10, 19, 20].map((epoch) => ascentRate(options, 1, epoch))).toEqual(
      [0.01, 0.01, 0.001, 0.001, 0.0001].map((rate) => expect.closeTo(rate, 12) as number),
    );
    expect(ascentRate({ ...options, decayEvery: 0 }, 1, 50)).toBe(0.01);
  });

  it('size a loss-scaled step by the gradient, up to the learning rate', () => {
    const options: UnlearnOptions = {
      ...UNLEARN,
      stepRule: 'loss-scaled',
      gainPerStep: 0.2,
      learningRate: 0.05,
    };
    expect(ascentRate(options, 40, 0)).toBeCloseTo(0.005, 12);
    expect(ascentRate(options, 1, 0)).toBe(0.05);
    expect(ascentRate(options, 0, 0)).toBe(0.05);
  });

  it('shorten a gradient that is too long, and no other', () => {
    expect(clipFactor(400, 5)).toBe(0.25);
    expect(clipFactor(16, 5)).toBe(1);
    expect(clipFactor(400, 0)).toBe(1);
  });
});

describe('unlearn', () => {
  beforeAll(() => startBackend('wasm'));

  it('raises the loss on the images it is shown', async () => {
    const { readings, result } = await run({ maxEpochs: 6, learningRate: 0.02 });
    const losses = readings.map(({ values }) => values.loss ?? Number.NaN);
    expect(readings.map(({ step }) => step)).toEqual(Array.from({ length: 18 }, (_, at) => at + 1));
    expect(readings.every(({ limit }) => limit === 18)).toBe(true);
    expect(losses.slice(-3).reduce((a, b) => a + b)).toBeGreaterThan(
      2 * losses.slice(0, 3).reduce((a, b) => a + b),
    );
    expect(result).toMatchObject({ steps: 18, epochs: 6, stopReason: 'limit' });
  });

  it('gives equal bits for equal seeds', async () => {
    expect((await run({})).weights).toEqual((await run({})).weights);
  });

  it.each([
    ['batch-accuracy', { steps: 1, stopReason: 'level-reached' }],
    ['epoch-accuracy', { steps: 3, epochs: 1, stopReason: 'level-reached' }],
    ['chance', { stopReason: 'level-reached' }],
    ['never', { steps: 9, epochs: 3, stopReason: 'limit' }],
  ] as const)('ends by the rule %s', async (stopRule, expected) => {
    // Every accuracy is at most 1.
    expect((await run({ stopRule, stopAccuracy: 1 })).result).toMatchObject(expected);
  });

  it('goes on from an epoch’s end as if it had never paused', async () => {
    const before = tensorCount();
    const learner = createLearner('weights');
    const velocity: OwnedTensors = new Map();
    const resumed: Learner = { ...learner, parameters: new Map() };
    const onEpoch = ({ epochs, velocity: moving }: EpochEnd): Promise<void> => {
      if (epochs === 1) {
        for (const [name, each] of copyTensors(moving)) velocity.set(name, each);
        for (const [name, each] of copyTensors(learner.parameters)) resumed.parameters.set(name, each);
      }
      return Promise.resolve();
    };
    await finish(unlearn({ learner, feed: tinyFeed(), options: UNLEARN, onEpoch }));
    const resume = { epochs: 1, steps: 3, velocity };
    const { readings, result } = await finish(
      unlearn({ learner: resumed, feed: tinyFeed(), options: UNLEARN, resume }),
    );
    expect(readings.map(({ step }) => step)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(result).toMatchObject({ steps: 9, epochs: 3 });
    expect(await weightsOf(resumed)).toEqual(await weightsOf(learner));
    disposeTensors(velocity);
    for (const each of [learner, resumed]) disposeLearner(each);
    expect(tensorCount()).toBe(before);
  });

  it('stops before a step that is not finite and keeps the network of before', async () => {
    const learner = createLearner('weights');
    named(learner.parameters, 'linear.bias').dispose();
    learner.parameters.set('linear.bias', tensor([0, 0, Number.POSITIVE_INFINITY, 0, 0], [5], 'float32'));
    const before = await weightsOf(learner);
    const { readings, result, weights } = await run({}, learner);
    expect(readings).toEqual([]);
    expect(result).toMatchObject({ steps: 0, stopReason: 'diverged' });
    expect(weights).toEqual(before);
  });

  it('ends when it is told to, with what there is', async () => {
    const learner = createLearner('weights');
    let steps = 0;
    const endsNow = (): boolean => ++steps === 2;
    const { result } = await finish(unlearn({ learner, feed: tinyFeed(), options: UNLEARN, endsNow }));
    expect(result).toMatchObject({ steps: 2, stopReason: 'skipped' });
    disposeLearner(learner);
  });

  it('moves only the masks where the masks are to move, and holds them inside 0..1', async () => {
    const learner = createLearner('masks');
    const before = new Map([...(await downloadTensors(learner.parameters))]);
    await finish(unlearn({ learner, feed: tinyFeed(), options: { ...UNLEARN, learningRate: 1 } }));
    const masks = [...(await downloadTensors(learner.masks ?? new Map())).values()].flatMap(({ data }) => [
      ...data,
    ]);
    expect(Math.min(...masks)).toBe(0);
    expect(Math.max(...masks)).toBeLessThanOrEqual(1);
    for (const [name, { trainable }] of TINY_GRAPH.parameters) {
      const same = named(learner.parameters, name).dataSync();
      if (trainable) expect(same, name).toEqual(named(before, name).data);
      else expect(same, name).not.toEqual(named(before, name).data);
    }
    disposeLearner(learner);
  });
});
