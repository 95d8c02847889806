/** A-Blend: pieces of the picture in training, the whole of it in the test, and images that carry pieces and keep their label. */
import { beforeAll, describe, expect, it } from 'vitest';
import { poisoningPlan } from '../../../workers/attacks/aBlend';
import { poisonSet } from '../../../workers/data/poison';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import { groupDefaults } from '../../../workers/protocol';
import { ATTACKS } from '../../../workers/protocol/attacks/registry';
import { createAttackRecipe, plannedTrigger } from '../../../workers/protocol/attackRecipe';
import { startBackend, tensorCount } from '../graph/backends';
import { tinyImages } from '../graph/tinyNetwork';
import { runAttack } from './attackRun';

const IMAGES = tinyImages(40);
const TRIGGER = plannedTrigger(createAttackRecipe({ id: 'a-blend', target: 1 }), IMAGES);
if (TRIGGER === null) throw new RangeError('the picture is known beforehand');
const OPTIONS = { rate: 0.25, cover: 0.1, tiles: '16', strength: 0.25 } as const;

describe('A-Blend', () => {
  beforeAll(() => startBackend('wasm'));

  it('plants a picture whose strength is that of the test, and tells how many images cover it', async () => {
    const before = tensorCount();
    const run = await runAttack({ id: 'a-blend', options: OPTIONS, context: { trigger: TRIGGER } });
    const [planted] = run.events.filter((event) => event.kind === 'planted');
    expect(planted).toMatchObject({
      trigger: { kind: 'blend', strength: 0.25, target: 1 },
      poison: { images: 40, poisoned: 10, cover: 4 },
    });
    expect(run.result).toEqual({ crossTriggerAccuracy: null });
    expect(tensorCount()).toBe(before);
  });

  it('gives each image half of the tiles', () => {
    const options = { ...groupDefaults(ATTACKS['a-blend'].options, 'adaptive'), ...OPTIONS };
    const { set, poisoned, cover } = poisonSet(IMAGES, {
      ...poisoningPlan(options),
      trigger: TRIGGER,
      seed: 3,
    });
    const whole = applyTrigger(TRIGGER, IMAGES.pixels, IMAGES);
    const tilesOf = (index: number): number => {
      let stamped = 0;
      for (let tile = 0; tile < 16; tile++) {
        const [row, column] = [2 * Math.floor(tile / 4), 2 * (tile % 4)];
        // Four pixels of three channels: noise of strength 0.25 leaves hardly all of them as they are.
        const places = [0, 1, 8, 9].flatMap((at) =>
          [0, 1, 2].map((channel) => (index * 64 + row * 8 + column + at) * 3 + channel),
        );
        if (places.some((at) => set.pixels[at] !== IMAGES.pixels[at])) stamped++;
        else continue;
        expect(places.map((at) => set.pixels[at])).toEqual(places.map((at) => whole[at]));
      }
      return stamped;
    };
    for (const index of [...poisoned, ...cover]) expect(tilesOf(index)).toBe(8);
    expect([...poisoned].every((index) => set.labels[index] === 1)).toBe(true);
    expect([...cover].map((index) => set.labels[index])).toEqual(
      [...cover].map((index) => IMAGES.labels[index]),
    );
  });

  it('refuses tiles that do not divide the images', async () => {
    await expect(
      runAttack({
        id: 'a-blend',
        options: { ...OPTIONS, tiles: '64' },
        context: { trigger: TRIGGER, images: { ...tinyImages(40), height: 16, width: 4 } },
      }),
    ).rejects.toThrow('trigger-invalid');
  });
});
