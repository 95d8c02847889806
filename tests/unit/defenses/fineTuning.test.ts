/** Plain fine-tuning against PyTorch's SGD (scripts/make-defense-goldens.py), and what holds for every defense. */
import { beforeAll, describe, expect, it } from 'vitest';
import golden from '../../fixtures/defenses/ft.json' with { type: 'json' };
import { startBackend } from '../graph/backends';
import {
  dataOf,
  expectDefenseToHold,
  lastPoint,
  runDefense,
  SHORT_TUNING,
  stagesOf,
  stepValues,
} from './defenseRun';
import { apart, mostApart } from './tinyDefense';

/** Single precision after some steps. */
const CLOSE = 2e-5;

describe('fine-tuning', () => {
  beforeAll(() => startBackend('wasm'));

  it('takes PyTorch’s steps on all pictures at once, the rate falling on a cosine', async () => {
    // More than there are pictures: a small set is one batch.
    const options = { ...SHORT_TUNING, epochs: 3, batchSize: 64, schedule: 'cosine' } as const;
    const run = await runDefense({ id: 'ft', options });
    expect(apart(stepValues(run, 'tune', 'loss'), golden.whole.losses)).toBeLessThan(1e-5);
    // Weights and running statistics, each tensor by itself.
    expect(mostApart(dataOf(lastPoint(run).parameters), golden.whole.state)).toBeLessThan(CLOSE);
  });

  it('takes PyTorch’s steps batch by batch, in the order that the seed gives', async () => {
    const run = await runDefense({ id: 'ft', options: { ...SHORT_TUNING, epochs: 1 } });
    expect(apart(stepValues(run, 'tune', 'loss'), golden.batches.losses)).toBeLessThan(1e-5);
    expect(mostApart(dataOf(lastPoint(run).parameters), golden.batches.state)).toBeLessThan(CLOSE);
  });

  it('offers the end of each epoch, with nothing cut', async () => {
    const run = await expectDefenseToHold({ id: 'ft', options: SHORT_TUNING });
    expect(stagesOf(run)).toEqual(['tune']);
    expect(run.points.map(({ at, pruned }) => [at, pruned])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('sees other pictures with another seed, where they are cropped and flipped', async () => {
    const options = { ...SHORT_TUNING, augmentation: 'crop-flip' } as const;
    const [one, other] = [
      await runDefense({ id: 'ft', options }),
      await runDefense({ id: 'ft', options, context: { seed: 4 } }),
    ];
    expect(lastPoint(other).parameters).not.toEqual(lastPoint(one).parameters);
  });
});
