/** Which test images measure an attack, and triggers that a network makes. */
import { describe, expect, it } from 'vitest';
import type { ImageSet } from '../../../workers/data/images';
import { createEvaluationSets } from '../../../workers/engine/evaluate';
import { pickImages, type ShownImages } from '../../../workers/engine/triggered';
import { BADNETS_TRIGGER, FaultError, type Trigger } from '../../../workers/protocol';
import { tinySet } from '../data/tinySet';

const test = tinySet([0, 1, 2, 0, 1, 2, 0], 3);
const shown: ShownImages = { clean: test, poisoned: null, generate: null };
const PATCH: Trigger = { ...BADNETS_TRIGGER, pattern: 'solid', size: 1, row: 0, column: 0 };

/** The first byte of each image: its number, or 255 where it carries the patch. */
function firstBytes({ pixels }: ImageSet): number[] {
  return [...pixels].filter((_, at) => at % 4 === 0);
}

describe('an attack is measured', () => {
  it('all-to-one on images of other classes, as the target; accuracy on the same', async () => {
    const { clean, triggered, target } = await createEvaluationSets(shown, PATCH);
    expect(firstBytes(clean)).toEqual([1, 2, 4, 5]);
    expect([...(triggered?.images.labels ?? [])]).toEqual([1, 2, 1, 2]);
    expect(triggered === null ? null : firstBytes(triggered.images)).toEqual([255, 255, 255, 255]);
    expect(triggered?.wanted).toEqual(Uint16Array.of(0, 0, 0, 0));
    expect(target === null ? null : firstBytes(target)).toEqual([0, 3, 6]);
  });

  it('all-to-all on every image, as the class after its own; accuracy on every image', async () => {
    const trigger: Trigger = { ...PATCH, labels: { kind: 'all-to-all' } };
    const { clean, triggered, target } = await createEvaluationSets(shown, trigger);
    expect([clean.count, target]).toEqual([7, null]);
    expect(triggered?.wanted).toEqual(Uint16Array.of(1, 2, 0, 1, 2, 0, 1));
    expect(triggered?.images.labels).toEqual(test.labels);
  });

  it('on one class on its images; accuracy on all that are not of the target', async () => {
    const trigger: Trigger = { ...PATCH, labels: { kind: 'source', source: 2 } };
    const { clean, triggered, target } = await createEvaluationSets(shown, trigger);
    expect(firstBytes(clean)).toEqual([1, 2, 4, 5]);
    expect(triggered?.images.labels).toEqual(Uint16Array.of(2, 2));
    expect(triggered?.wanted).toEqual(Uint16Array.of(0, 0));
    expect(target?.count).toBe(3);
  });

  it('not at all where the first images hold none of that class', async () => {
    const trigger: Trigger = { ...PATCH, labels: { kind: 'source', source: 2 } };
    expect((await createEvaluationSets(shown, trigger, 2)).triggered).toBeNull();
  });

  it('on ready poisoned pictures by the same rules, where nothing else says what each is wanted as', async () => {
    const poisoned = tinySet([0, 1, 2], 3);
    const wantedOf = async (labels: Trigger['labels']) => {
      const trigger: Trigger = { kind: 'images', target: 0, ...(labels === undefined ? {} : { labels }) };
      const { triggered } = await createEvaluationSets({ ...shown, poisoned }, trigger);
      return [...(triggered?.images.labels ?? [])].map((label, at) => [label, triggered?.wanted[at]]);
    };
    expect(await wantedOf(undefined)).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(await wantedOf({ kind: 'all-to-all' })).toEqual([
      [0, 1],
      [1, 2],
      [2, 0],
    ]);
    expect(await wantedOf({ kind: 'source', source: 1 })).toEqual([[1, 0]]);
  });
});

describe('a trigger that a network makes', () => {
  const trigger: Trigger = { kind: 'generator', method: 'dynamic', strength: 1, target: 0 };
  const inverted: ShownImages = {
    ...shown,
    generate: ({ pixels }) => Promise.resolve(pixels.map((value) => 255 - value)),
  };

  it('is asked for the pictures that are looked at, which keep their labels', async () => {
    const { numbers, images } = await pickImages(inverted, [2, 5], trigger);
    expect(numbers).toEqual([2, 5]);
    expect(firstBytes(images)).toEqual([253, 250]);
    expect([...images.labels]).toEqual([2, 2]);
  });

  it('is asked for the pictures that measure the attack', async () => {
    const { triggered } = await createEvaluationSets(inverted, trigger);
    expect(triggered === null ? null : firstBytes(triggered.images)).toEqual([254, 253, 251, 250]);
  });

  it('is refused where the network is not there', async () => {
    const refusals = [pickImages(shown, [0], trigger), createEvaluationSets(shown, trigger)];
    for (const refused of await Promise.allSettled(refusals)) {
      const reason: unknown = refused.status === 'rejected' ? refused.reason : null;
      expect(reason).toBeInstanceOf(FaultError);
      expect(reason instanceof FaultError ? reason.fault : null).toMatchObject({
        code: 'trigger-invalid',
        params: { reason: 'generator-missing' },
      });
    }
  });
});
