/** CL: noise that makes images of one class harder, then the patch; labels and all other images stay. */
import { beforeAll, describe, expect, it } from 'vitest';
import { perturb } from '../../../workers/attacks/cl';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import { indicesWhere, take } from '../../../workers/data/images';
import { tensor } from '../../../workers/device/tf';
import { oneHotRows } from '../../../workers/graph/batchTensors';
import { readTogether } from '../../../workers/graph/readBack';
import type { AttackOptions, StampedTrigger } from '../../../workers/protocol';
import { attackChoice } from '../../../workers/protocol/attacks/registry';
import { createAttackRecipe, plannedTrigger } from '../../../workers/protocol/attackRecipe';
import { startBackend, tensorCount } from '../graph/backends';
import { tinyImages } from '../graph/tinyNetwork';
import { lossesOf, runAttack, TINY_TRAIN } from './attackRun';
import {
  counted,
  expectNothingLeft,
  expectResumable,
  freeClassifier,
  plantedIn,
  stagesOf,
  stepsOf,
  tinyClassifier,
} from './crafted';

const TARGET = 1;
const NOISE = { reach: 16, stepSize: 3, steps: 8, surrogateEpochs: 2, rate: 0.8 };
const PATCH: StampedTrigger = {
  kind: 'patch',
  pattern: 'checkerboard',
  size: 2,
  row: 6,
  column: 6,
  corners: 'four',
  strength: 1,
  target: TARGET,
};
/** So small that the images of the class take two batches. */
const SHORT = { train: { ...TINY_TRAIN, epochs: 2, batchSize: 5 }, trigger: PATCH };
const CL = { id: 'cl', options: NOISE, context: SHORT } as const;

beforeAll(() => startBackend('wasm'));

describe('the noise', () => {
  it('stays within its reach and within 0..1, and makes the labels less likely', async () => {
    const before = tensorCount();
    const classifier = tinyClassifier();
    const images = tinyImages(4);
    const start = Float32Array.from(images.pixels, (value) => value / 255);
    const originals = tensor(start, [4, 8, 8, 3]);
    const oneHot = oneHotRows(images.labels, images.classes.length);
    const step = perturb(classifier, { originals, oneHot }, { reach: 16, stepSize: 6 });
    let pixels = originals.clone();
    const losses: number[] = [];
    const furthest: number[] = [];
    for (let at = 0; at < 5; at++) {
      const moved = step(pixels);
      const [loss, values] = await readTogether([moved.loss, moved.pixels]);
      losses.push(loss?.[0] ?? Number.NaN);
      furthest.push(Math.max(...(values ?? []).map((value, index) => Math.abs(value - (start[index] ?? 0)))));
      expect(values?.every((value) => value >= 0 && value <= 1)).toBe(true);
      for (const each of [pixels, moved.loss]) each.dispose();
      pixels = moved.pixels;
    }
    expect(furthest.map((value) => Math.round(255 * value))).toEqual([6, 12, 16, 16, 16]);
    expect(losses[4]).toBeGreaterThan(1.4 * (losses[0] ?? 0));
    for (const each of [pixels, originals, oneHot]) each.dispose();
    freeClassifier(classifier);
    expect(tensorCount()).toBe(before);
  });
});

describe('CL', () => {
  it('perturbs images of the target class only, and the network learns from them', async () => {
    const run = await runAttack(CL);
    const images = tinyImages(40);
    const targets = indicesWhere(images, (label) => label === TARGET);
    const poisoned = Math.floor(0.8 * targets.length);
    expect(stagesOf(run)).toEqual(['prepare', 'craft', 'train']);
    expect(stepsOf(run, 'craft')).toEqual(counted(8 * Math.ceil(poisoned / 5)));
    expect(plantedIn(run).poison).toEqual({
      images: 40,
      poisoned,
      cover: 0,
      byClass: [0, poisoned, 0, 0, 0],
    });
    const losses = lossesOf(run, 'craft');
    expect(losses[7]).toBeGreaterThan(losses[0] ?? 0);
    // What was perturbed is each within 16 grey levels of an image of the target class.
    const bytes = run.snapshots.at(-1)?.bytes.get('cl/perturbed') ?? new Uint8Array();
    expect(bytes.length).toBe(poisoned * 192);
    const originals = take(images, targets).pixels;
    for (let from = 0; from < bytes.length; from += 192) {
      const distances = Array.from(targets, (_, at) =>
        Math.max(
          ...bytes
            .subarray(from, from + 192)
            .map((value, index) => Math.abs(value - (originals[at * 192 + index] ?? 0))),
        ),
      );
      expect(Math.min(...distances)).toBeLessThanOrEqual(16);
    }
    expect([...(run.snapshots.at(-1)?.tensors.keys() ?? [])].sort()).toEqual([
      'classifier',
      'train/velocity',
    ]);
  });

  it('has its patch in four corners, or in one', () => {
    const set = { ...tinyImages(1), pixels: new Uint8Array(192).fill(100) };
    const whites = (corners: 'one' | 'four'): number[] => {
      const options = { ...attackChoice('cl').options, corners } as AttackOptions<'cl'>;
      const trigger = plannedTrigger(createAttackRecipe({ id: 'cl', attack: { id: 'cl', options } }), set);
      if (trigger === null) throw new Error('the patch is known before anything is trained');
      const stamped = applyTrigger(trigger, set.pixels, set);
      return [...stamped.keys()].filter((at) => at % 3 === 0 && stamped[at] === 255).map((at) => at / 3);
    };
    expect(whites('one')).toEqual([47, 54, 61, 63]);
    expect(whites('four')).toEqual([2, 7, 9, 14, 16, 18, 21, 23, 42, 47, 49, 54, 56, 58, 61, 63]);
  });

  it('learns another surrogate where that is trained on adversarial images', async () => {
    const [honest, hardened] = [
      await runAttack(CL),
      await runAttack({ ...CL, options: { ...NOISE, surrogateReach: 8 } }),
    ];
    const total = (losses: readonly number[]): number => losses.reduce((sum, loss) => sum + loss, 0);
    expect(total(lossesOf(hardened, 'prepare'))).toBeGreaterThan(total(lossesOf(honest, 'prepare')));
    expect(hardened.snapshots.at(-1)?.bytes).not.toEqual(honest.snapshots.at(-1)?.bytes);
  });

  it('goes on from every snapshot as if it had never stopped', async () => {
    await expectResumable(CL);
    await expectResumable({ ...CL, options: { ...NOISE, surrogateReach: 8 } });
  }, 60_000);

  it('leaves nothing behind when it is cancelled: surrogate, noise, training', async () => {
    await expectNothingLeft(CL, [3, 18, 26, 36]);
    await expectNothingLeft({ ...CL, options: { ...NOISE, surrogateReach: 8 } }, [3]);
  });

  it('is refused before anything is trained where there is nothing to perturb', async () => {
    const before = tensorCount();
    const images = { ...tinyImages(40), labels: new Uint16Array(40).fill(2) };
    await expect(runAttack({ ...CL, context: { ...SHORT, images } })).rejects.toMatchObject({
      fault: { code: 'trigger-invalid', params: { reason: 'target-class-absent' } },
    });
    const trigger: StampedTrigger = { ...PATCH, labels: { kind: 'all-to-all' } };
    await expect(runAttack({ ...CL, context: { ...SHORT, trigger } })).rejects.toMatchObject({
      fault: { params: { reason: 'clean-label-all-to-all' } },
    });
    expect(tensorCount()).toBe(before);
  });
});
