/** Steps that run ahead of their readings give what waiting for each of them gives: to the bit, and whatever goes wrong. */
import { beforeAll, describe, expect, it } from 'vitest';
import { mul } from '../../../workers/device/tf';
import { crossEntropy } from '../../../workers/graph/loss';
import { disposeTensors, downloadTensors } from '../../../workers/graph/parameters';
import { AT_ONCE, ReadBack, type ReadPace } from '../../../workers/graph/readBack';
import { Sgd } from '../../../workers/graph/sgd';
import { clampMasks } from '../../../workers/pruning/masks';
import { recover } from '../../../workers/rnp/recover';
import type { Learner } from '../../../workers/rnp/step';
import { type StepOutcome, Steps } from '../../../workers/rnp/steps';
import { unlearn } from '../../../workers/rnp/unlearn';
import { startBackend, tensorCount } from '../graph/backends';
import { tinyBatch } from '../graph/tinyNetwork';
import { createLearner, disposeLearner, finish, RECOVER, TINY_SITES, tinyFeed, UNLEARN } from './tinyStages';

const inGroups = (size: number, inFlight = 2): ReadPace => ({ inFlight, groupSize: () => size });
const PACES = [inGroups(1), inGroups(2, 1), inGroups(8)];

async function stateOf({ parameters, masks }: Learner) {
  return [await downloadTensors(parameters), await downloadTensors(masks ?? new Map())];
}

beforeAll(() => startBackend('wasm'));

describe('a stage that runs ahead', () => {
  type Run = (learner: Learner, pace: ReadPace) => AsyncGenerator<unknown, unknown>;
  const feed = tinyFeed();
  const limited = (steps: number) => {
    let asked = 0;
    return () => ++asked === steps;
  };
  const STAGES: readonly (readonly [string, Learner['moves'], Run])[] = [
    ['unlearns weights', 'weights', (learner, pace) => unlearn({ learner, feed, options: UNLEARN, pace })],
    ['unlearns masks', 'masks', (learner, pace) => unlearn({ learner, feed, options: UNLEARN, pace })],
    [
      'ends by an epoch’s accuracy',
      'weights',
      (learner, pace) =>
        unlearn({
          learner,
          feed,
          options: { ...UNLEARN, stopRule: 'epoch-accuracy', stopAccuracy: 1 },
          pace,
        }),
    ],
    [
      'ends by a batch’s accuracy',
      'weights',
      (learner, pace) =>
        unlearn({
          learner,
          feed,
          options: { ...UNLEARN, stopRule: 'batch-accuracy', stopAccuracy: 0.2 },
          pace,
        }),
    ],
    [
      'diverges',
      'weights',
      (learner, pace) =>
        unlearn({ learner, feed, options: { ...UNLEARN, learningRate: 1e12, maxEpochs: 8 }, pace }),
    ],
    [
      'scales its steps by the loss and stops at chance',
      'weights',
      (learner, pace) =>
        unlearn({
          learner,
          feed,
          options: { ...UNLEARN, stepRule: 'loss-scaled', stopRule: 'chance', clipNorm: 2 },
          pace,
        }),
    ],
    [
      'repeats another run’s steps',
      'weights',
      (learner, pace) => {
        const before = { ...UNLEARN, learningRate: 0.03 };
        return unlearn({
          learner,
          feed,
          options: UNLEARN,
          repeated: { steps: 4, optionsAt: () => before },
          pace,
        });
      },
    ],
    [
      'recovers masks',
      'masks',
      (learner, pace) => recover({ learner, sites: TINY_SITES, feed, options: RECOVER, pace }),
    ],
    [
      'recovers weights',
      'weights',
      (learner, pace) => recover({ learner, sites: TINY_SITES, feed, options: RECOVER, pace }),
    ],
    [
      'is told to end',
      'masks',
      (learner, pace) =>
        recover({ learner, sites: TINY_SITES, feed, options: RECOVER, pace, endsNow: limited(5) }),
    ],
  ];

  it.each(STAGES)('gives what waiting gives where it %s', async (_, moves, run) => {
    const play = async (pace: ReadPace) => {
      const learner = createLearner(moves);
      const played = await finish(run(learner, pace));
      const state = await stateOf(learner);
      disposeLearner(learner);
      return { ...played, state };
    };
    const before = tensorCount();
    const expected = await play(AT_ONCE);
    for (const pace of PACES) expect(await play(pace)).toEqual(expected);
    expect(tensorCount()).toBe(before);
  });

  it('is not ahead where the caller looks at the learner', async () => {
    const seen = async (pace: ReadPace) => {
      const learner = createLearner('masks');
      const states: unknown[] = [];
      const looksAfter = (step: number): boolean => step % 4 === 1;
      for await (const { step } of recover({
        learner,
        sites: TINY_SITES,
        feed,
        options: RECOVER,
        looksAfter,
        pace,
      }))
        if (looksAfter(step)) states.push(await stateOf(learner));
      disposeLearner(learner);
      return states;
    };
    expect(await seen(inGroups(8))).toEqual(await seen(AT_ONCE));
  });
});

describe('a step that is not finite', () => {
  const hasEnded = (outcomes: readonly StepOutcome<number>[]): boolean =>
    outcomes.some(({ finite }) => !finite);

  /** Twelve steps, of which `bad` has a gradient that is no number. */
  async function play(bad: number, pace: ReadPace) {
    const learner = createLearner('masks');
    const sgd = new Sgd({ momentum: 0.9, weightDecay: 0 });
    const steps = new Steps<number>(learner, sgd, pace);
    const outcomes: StepOutcome<number>[] = [];
    for (let step = 1; step <= 12 && !hasEnded(outcomes); step++) {
      const batch = tinyBatch(4);
      outcomes.push(
        ...(await steps.take({
          note: step,
          batch,
          objective: (logits) =>
            mul(crossEntropy(logits, batch.oneHot), step === bad ? Number.POSITIVE_INFINITY : 1),
          move: (targets, gradient) => {
            sgd.step(targets, gradient, { learningRate: 0.1 });
            clampMasks(targets);
          },
          waits: false,
        })),
      );
    }
    if (!hasEnded(outcomes)) outcomes.push(...(await steps.settle()));
    const state = [...(await stateOf(learner)), await downloadTensors(sgd.velocity)];
    steps.dispose();
    sgd.dispose();
    disposeLearner(learner);
    return { outcomes, state };
  }

  it.each([1, 2, 5, 8, 9, 12])('as number %i leaves the state before it', async (bad) => {
    const before = tensorCount();
    const expected = await play(bad, AT_ONCE);
    expect(expected.outcomes.map(({ finite }) => finite)).toEqual(
      Array.from({ length: bad }, (_, at) => at + 1 < bad),
    );
    for (const pace of PACES) expect(await play(bad, pace)).toEqual(expected);
    expect(tensorCount()).toBe(before);
  });
});

describe('reading back', () => {
  it('gives each entry its own values, in order, and never has more on its way than it may', async () => {
    const before = tensorCount();
    const readBack = new ReadBack<number>(inGroups(3, 1));
    const seen: unknown[] = [];
    const due: boolean[] = [];
    for (let at = 0; at < 10; at++) {
      const { x, oneHot } = tinyBatch(at + 1);
      readBack.add(at, [oneHot, x]);
      x.dispose();
      oneHot.dispose();
      due.push(readBack.isDue);
      if (readBack.isDue) seen.push(...(await readBack.next()));
    }
    while (!readBack.isEmpty) seen.push(...(await readBack.next()));
    expect(due.map((each, at) => (each ? at : -1)).filter((at) => at >= 0)).toEqual([5, 8]);
    const expected = await Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const batch = tinyBatch(at + 1);
        const [oneHot, x] = [await batch.oneHot.data(), await batch.x.data()];
        disposeTensors(
          new Map([
            ['x', batch.x],
            ['oneHot', batch.oneHot],
          ]),
        );
        return { note: at, values: [new Float32Array(oneHot), new Float32Array(x)] };
      }),
    );
    expect(seen).toEqual(expected);
    expect(tensorCount()).toBe(before);
  });

  it('frees what nobody waited for', async () => {
    const before = tensorCount();
    const readBack = new ReadBack<number>(inGroups(2));
    for (let at = 0; at < 5; at++) {
      const { x, oneHot } = tinyBatch(1);
      readBack.add(at, [x]);
      x.dispose();
      oneHot.dispose();
    }
    readBack.dispose();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    expect(readBack.isEmpty).toBe(true);
    expect(tensorCount()).toBe(before);
  });
});
