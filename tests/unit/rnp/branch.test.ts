/** A run that repeats another one's first steps and goes on with other settings. */
import { beforeAll, describe, expect, it } from 'vitest';
import { disposeTensors, downloadTensors } from '../../../workers/graph/parameters';
import {
  branchAt,
  createRecipe,
  optionsAt,
  parseRecipe,
  type Recipe,
  recipeOptions,
  type RecoverOptions,
  type UnlearnOptions,
} from '../../../workers/protocol';
import { recover } from '../../../workers/rnp/recover';
import type { Repeated } from '../../../workers/rnp/reading';
import { unlearn } from '../../../workers/rnp/unlearn';
import { startBackend, tensorCount } from '../graph/backends';
import { createLearner, finish, RECOVER, TINY_SITES, tinyFeed, UNLEARN } from './tinyStages';

const STEPS = 4;
const repeated = <O>(before: O): Repeated<O> => ({ steps: STEPS, optionsAt: () => before });

describe('a branch', () => {
  beforeAll(() => startBackend('wasm'));

  async function unlearned(options: UnlearnOptions, before?: UnlearnOptions) {
    const learner = createLearner('weights');
    const { readings } = await finish(
      unlearn({
        learner,
        feed: tinyFeed(),
        options,
        ...(before === undefined ? {} : { repeated: repeated(before) }),
      }),
    );
    const weights = await downloadTensors(learner.parameters);
    disposeTensors(learner.parameters);
    return { losses: readings.map(({ values }) => values.loss), weights };
  }

  it('with nothing changed is the run it left', async () => {
    const before = tensorCount();
    expect(await unlearned(UNLEARN, { ...UNLEARN })).toEqual(await unlearned(UNLEARN));
    expect(tensorCount()).toBe(before);
  });

  it('repeats the first steps of unlearning to the digit, and only those', async () => {
    const parent = await unlearned(UNLEARN);
    const child = await unlearned({ ...UNLEARN, learningRate: 10 * UNLEARN.learningRate }, UNLEARN);
    // The loss of a step is read before the step is taken: the first new step still starts where the parent stood.
    expect(child.losses.slice(0, STEPS + 1)).toEqual(parent.losses.slice(0, STEPS + 1));
    expect(child.losses[STEPS + 1]).not.toBe(parent.losses[STEPS + 1]);
  });

  it('is not ended by the stop rule that the repeated steps once met', async () => {
    const stops: UnlearnOptions = { ...UNLEARN, stopRule: 'batch-accuracy', stopAccuracy: 1 };
    expect((await unlearned(stops)).losses).toHaveLength(1);
    expect((await unlearned(stops, stops)).losses).toHaveLength(STEPS + 1);
  });

  it('repeats the first steps of recovering', async () => {
    const masksOf = async (options: RecoverOptions, before?: RecoverOptions) => {
      const learner = createLearner('masks');
      const { readings } = await finish(
        recover({
          learner,
          sites: TINY_SITES,
          feed: tinyFeed(),
          options,
          ...(before === undefined ? {} : { repeated: repeated(before) }),
        }),
      );
      disposeTensors(learner.parameters);
      if (learner.masks !== null) disposeTensors(learner.masks);
      return readings.map(({ masks }) => [...masks.values()].map((values) => [...values]));
    };
    const parent = await masksOf(RECOVER);
    const child = await masksOf({ ...RECOVER, learningRate: RECOVER.learningRate / 4 }, RECOVER);
    expect(child.slice(0, STEPS)).toEqual(parent.slice(0, STEPS));
    expect(child[STEPS]).not.toEqual(parent[STEPS]);
  });
});

describe('the recipe of a branch', () => {
  const rate = (recipe: Recipe, learningRate: number): Recipe => ({
    ...recipe,
    unlearn: { ...recipe.unlearn, learningRate },
  });
  const model = { kind: 'zoo', id: 'badnets-8' } as const;
  const first = createRecipe({ model, data: { kind: 'shapes', seed: 1 }, trigger: null });
  const own = first.unlearn.learningRate;

  it('names the repeated steps by their settings, also of a branch of a branch', () => {
    const second = rate(branchAt(first, 'unlearn', 12), 0.5);
    const third = rate(branchAt(second, 'unlearn', 20), 0.7);
    const rates = [1, 12, 13, 20, 21].map(
      (step) => optionsAt(third.branches?.unlearn ?? [], third.unlearn, step).learningRate,
    );
    expect(rates).toEqual([own, own, 0.5, 0.5, 0.7]);
    expect(parseRecipe(JSON.parse(JSON.stringify(third)))).toEqual(third);
  });

  it('left earlier than the branch it stands on forgets what came later', () => {
    const second = rate(branchAt(first, 'unlearn', 12), 0.5);
    const third = branchAt(branchAt(second, 'recover', 8), 'unlearn', 5);
    expect(third.branches).toEqual({ unlearn: [{ until: 5, options: first.unlearn }], recover: [] });
    expect(branchAt(second, 'recover', 8).branches?.unlearn).toEqual(second.branches?.unlearn);
  });

  it('is refused where a setting of it is out of range', () => {
    const wrong = { ...recipeOptions('adaptive').unlearn, learningRate: -1 };
    const branches = { unlearn: [{ until: 3, options: wrong }], recover: [] };
    expect(() => parseRecipe({ ...first, branches })).toThrow('recipe-invalid');
  });
});
