/** WaNet: batches of three parts, resumed to the same bytes, nothing left behind, and what noise instead of the warp does. */
import { beforeAll, describe, expect, it } from 'vitest';
import { partsOf, warpedFeed } from '../../../workers/attacks/wanet';
import type { AttackContext } from '../../../workers/attacks/attack';
import { take } from '../../../workers/data/images';
import { normalise } from '../../../workers/data/normalise';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import type { WarpTrigger } from '../../../workers/data/triggers/types';
import { warpWithNoise } from '../../../workers/data/triggers/warp';
import { createRng } from '../../../workers/engine/rng';
import { disposeBatch } from '../../../workers/graph/batchTensors';
import type { AttackOptions } from '../../../workers/protocol';
import { attackChoice } from '../../../workers/protocol/attacks/registry';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages } from '../graph/tinyNetwork';
import { expectAttackToHold } from './attackLaws';
import { runAttack, TINY_TRAIN } from './attackRun';

const TRIGGER: WarpTrigger = { kind: 'warp', seed: 3, grid: 4, strength: 2, target: 1 };
const OPTIONS = { rate: 0.2, crossRatio: 2, noise: 2, strength: 2, warmUp: 1 } as const;
const WANET = { id: 'wanet', options: OPTIONS, context: { trigger: TRIGGER } } as const;

const CONTEXT = {
  images: tinyImages(40),
  normalisation: TINY_NORMALISATION,
  options: { ...attackChoice('wanet').options, ...OPTIONS } as AttackOptions<'wanet'>,
  train: { ...TINY_TRAIN, augmentation: 'none' },
} as const satisfies Partial<AttackContext<'wanet'>>;

describe('WaNet', () => {
  beforeAll(() => startBackend('wasm'));

  it('bends the first images of a batch for the target, the next with noise, and leaves the rest', async () => {
    const indices = Uint32Array.of(7, 3, 22, 15, 0, 31, 9, 12, 38, 5);
    const clean = take(CONTEXT.images, indices);
    const batch = warpedFeed(CONTEXT, TRIGGER, partsOf(CONTEXT)).batch(indices, createRng(1, 'epoch'));
    const bytes = clean.pixels.length / 10;
    const first = take(clean, [0, 1]);
    const second = take(clean, [2, 3, 4, 5]);
    const expected = clean.pixels.slice();
    expected.set(applyTrigger(TRIGGER, first.pixels, first));
    expected.set(warpWithNoise(TRIGGER, second, 2, createRng(1, 'epoch')), 2 * bytes);
    const { mean, std } = TINY_NORMALISATION;
    expect(await batch.x.data()).toEqual(normalise(expected, mean, std));
    expect([...batch.labels]).toEqual([1, 1, ...clean.labels.subarray(2)]);
    expect(expected.subarray(0, 6 * bytes)).not.toEqual(clean.pixels.subarray(0, 6 * bytes));
    disposeBatch(batch);
  });

  it('gives each class the next one’s label where it attacks all of them', () => {
    const trigger: WarpTrigger = { ...TRIGGER, labels: { kind: 'all-to-all' } };
    const indices = Uint32Array.from({ length: 10 }, (_, at) => at);
    const batch = warpedFeed(CONTEXT, trigger, partsOf(CONTEXT)).batch(indices, createRng(1, 'epoch'));
    const { labels } = CONTEXT.images;
    expect([...batch.labels.subarray(0, 2)]).toEqual([0, 1].map((at) => ((labels[at] ?? 0) + 1) % 5));
    disposeBatch(batch);
  });

  it('learns honestly first, tells every step, and goes on after an interruption as if there had been none', async () => {
    const run = await expectAttackToHold(WANET, { snapshots: 1 + TINY_TRAIN.epochs });
    expect(run.events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : []))).toEqual([
      'prepare',
      'train',
    ]);
    expect(run.events[0]).toEqual({ kind: 'planted', trigger: TRIGGER, poison: null });
  });

  it('says in the end how many of the test images that are bent otherwise keep their label', async () => {
    const before = tensorCount();
    const accuracy = (await runAttack(WANET)).result?.crossTriggerAccuracy ?? Number.NaN;
    expect(accuracy * 12).toBeCloseTo(Math.round(accuracy * 12), 9);
    const none = await runAttack({ ...WANET, context: { trigger: TRIGGER, test: null } });
    expect(none.result?.crossTriggerAccuracy).toBeNull();
    expect(tensorCount()).toBe(before);
  });

  it.each([
    [{ ...OPTIONS, rate: 0.05 }, 'poisons-nothing'],
    [{ ...OPTIONS, rate: 0.4 }, 'covers-too-many'],
  ])('refuses batches that cannot be divided so', async (options, reason) => {
    await expect(runAttack({ ...WANET, options })).rejects.toMatchObject({ fault: { params: { reason } } });
  });

  it('refuses a warp that moves nothing', async () => {
    const context = { trigger: { ...TRIGGER, strength: 0 } };
    await expect(runAttack({ ...WANET, context })).rejects.toMatchObject({
      fault: { params: { reason: 'empty' } },
    });
  });
});
