/** A stage owns what it makes: finished, cancelled or broken, it leaves as many tensors as there were. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Feed } from '../../../workers/rnp/feed';
import { recover } from '../../../workers/rnp/recover';
import type { Learner } from '../../../workers/rnp/step';
import { unlearn } from '../../../workers/rnp/unlearn';
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import { createLearner, disposeLearner, finish, RECOVER, TINY_SITES, tinyFeed, UNLEARN } from './tinyStages';

interface Stage {
  readonly name: string;
  readonly moves: Learner['moves'];
  readonly run: (learner: Learner, feed: Feed) => AsyncGenerator<unknown, unknown>;
}

const STAGES: readonly Stage[] = [
  {
    name: 'unlearn, weights',
    moves: 'weights',
    run: (learner, feed) => unlearn({ learner, feed, options: UNLEARN }),
  },
  {
    name: 'unlearn, masks',
    moves: 'masks',
    run: (learner, feed) => unlearn({ learner, feed, options: UNLEARN }),
  },
  {
    name: 'unlearn, bounded and loss-scaled',
    moves: 'weights',
    run: (learner, feed) =>
      unlearn({
        learner,
        feed,
        options: { ...UNLEARN, objective: 'bounded', stepRule: 'loss-scaled', momentum: 0 },
      }),
  },
  {
    name: 'recover, masks',
    moves: 'masks',
    run: (learner, feed) => recover({ learner, sites: TINY_SITES, feed, options: RECOVER }),
  },
  {
    name: 'recover, weights',
    moves: 'weights',
    run: (learner, feed) => recover({ learner, sites: TINY_SITES, feed, options: RECOVER }),
  },
];

/** A feed whose second epoch cannot be read. */
function brokenFeed(): Feed {
  const feed = tinyFeed();
  return {
    ...feed,
    epoch: (epoch) => {
      if (epoch === 1) throw new RangeError('the feed broke');
      return feed.epoch(epoch);
    },
  };
}

describe.each(STAGES)('$name', ({ moves, run }) => {
  beforeAll(() => startBackend('wasm'));

  /** Tensors that are more afterwards than before; the learner's own are freed in between. */
  async function leftBy(work: (learner: Learner) => Promise<void>): Promise<number> {
    const before = tensorCount();
    const learner = createLearner(moves);
    const owned = tensorCount();
    await work(learner);
    expect(tensorCount(), 'with the learner').toBe(owned);
    disposeLearner(learner);
    return tensorCount() - before;
  }

  it('leaves nothing when it is finished', async () => {
    const left = await leftBy(async (learner) => {
      const { readings } = await finish(run(learner, tinyFeed()));
      expect(readings.length).toBeGreaterThan(1);
    });
    expect(left).toBe(0);
  });

  it('leaves nothing when it is cancelled between two steps', async () => {
    const left = await leftBy(async (learner) => {
      const stage = run(learner, tinyFeed());
      await stage.next();
      await stage.next();
      expect((await stage.return(undefined)).done).toBe(true);
    });
    expect(left).toBe(0);
  });

  it('leaves nothing when it is cancelled before its first step', async () => {
    expect(
      await leftBy(async (learner) => {
        await run(learner, tinyFeed()).return(undefined);
      }),
    ).toBe(0);
  });

  it('leaves nothing when its feed breaks', async () => {
    const left = await leftBy(async (learner) => {
      await expect(finish(run(learner, brokenFeed()))).rejects.toThrow('the feed broke');
    });
    expect(left).toBe(0);
  });

  it('leaves nothing when the network lacks a parameter', async () => {
    const left = await leftBy(async (learner) => {
      const bias = named(learner.parameters, 'layer4.0.bn2.bias');
      learner.parameters.delete('layer4.0.bn2.bias');
      await expect(finish(run(learner, tinyFeed()))).rejects.toThrow('tensor-missing');
      learner.parameters.set('layer4.0.bn2.bias', bias);
    });
    expect(left).toBe(0);
  });
});
