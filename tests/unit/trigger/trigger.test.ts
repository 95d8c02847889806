import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, encodeBytes, type Trigger, triggerSchema } from '../../../workers/protocol';
import { fittingSize } from '../../../src/features/trigger/decodePicture';
import { differenceOf } from '../../../src/features/trigger/difference';
import { fieldsOf } from '../../../src/features/trigger/fieldLimits';
import { changeKind, EDITOR_KINDS, editorKindOf } from '../../../src/features/trigger/triggerKinds';

const SIZE = { height: 32, width: 32 };
const PICTURE = { width: 6, height: 4, rgba: encodeBytes(new Uint8Array(6 * 4 * 4)) };

function changed(trigger: Trigger | null, kind: (typeof EDITOR_KINDS)[number]): Trigger | null {
  return changeKind(trigger, kind, SIZE, PICTURE);
}

describe('changing the kind of a trigger', () => {
  it.each(EDITOR_KINDS)('gives a trigger of kind %s that the recipe takes', (kind) => {
    const trigger = changed(BADNETS_TRIGGER, kind);
    expect(editorKindOf(trigger)).toBe(kind);
    if (trigger !== null) expect(v.safeParse(triggerSchema, trigger).success).toBe(true);
  });

  it('keeps the target everywhere, and the place between patches', () => {
    const moved: Trigger = { ...BADNETS_TRIGGER, row: 4, column: 5, target: 6 };
    expect(changed(moved, 'solid')).toEqual({ ...moved, pattern: 'solid' });
    for (const kind of ['blend', 'sinusoid', 'image'] as const) expect(changed(moved, kind)?.target).toBe(6);
  });

  it('begins a patch in the bottom right corner', () => {
    expect(changed(null, 'checkerboard')).toEqual(BADNETS_TRIGGER);
    expect(changed(null, 'image')).toMatchObject({ row: 28, column: 26 });
  });

  it('lets a picture that covers most of the image shine through', () => {
    const sticker = changeKind(null, 'image', SIZE, PICTURE);
    const veil = changeKind(null, 'image', SIZE, { ...PICTURE, width: 32, height: 29 });
    expect([sticker, veil]).toMatchObject([{ strength: 1 }, { strength: 0.2, row: 3, column: 0 }]);
  });

  it('waits for a picture before it becomes one', () => {
    expect(changeKind(BADNETS_TRIGGER, 'image', SIZE, null)).toBe(BADNETS_TRIGGER);
  });
});

describe('a trigger that came with a recipe and is not made here', () => {
  const values = encodeBytes(new Uint8Array(32 * 32 * 4));
  const own: Trigger = { kind: 'add', ...SIZE, channels: 1, values, strength: 1, target: 2 };

  it('is shown as what it is, keeps its numbers, and can be made fainter', () => {
    expect(editorKindOf(own)).toBe('add');
    expect(changeKind(own, 'add', SIZE, null)).toBe(own);
    expect(fieldsOf(own, SIZE).map(({ name }) => name)).toEqual(['strength']);
    expect(fieldsOf(own, SIZE)[0]?.with(0.5)).toEqual({ ...own, strength: 0.5 });
  });
});

describe('the numbers of a trigger', () => {
  it('never leave what the recipe and the images allow', () => {
    for (const kind of EDITOR_KINDS) {
      const trigger = changed(BADNETS_TRIGGER, kind);
      if (trigger === null) continue;
      for (const field of fieldsOf(trigger, SIZE)) {
        expect(field.value).toBeGreaterThanOrEqual(field.limits.min);
        for (const value of [field.limits.min, field.limits.max]) {
          expect(
            v.safeParse(triggerSchema, field.with(value)).success,
            `${kind} ${field.name} ${value}`,
          ).toBe(true);
        }
      }
    }
  });

  it('move a patch that grows back onto the picture', () => {
    const size = fieldsOf(BADNETS_TRIGGER, SIZE).find(({ name }) => name === 'size');
    expect(size?.with(10)).toMatchObject({ size: 10, row: 22, column: 22 });
  });

  it('keep a place inside the picture', () => {
    const row = fieldsOf({ ...BADNETS_TRIGGER, size: 5 }, SIZE).find(({ name }) => name === 'row');
    expect(row?.limits.max).toBe(27);
  });
});

describe('an own picture', () => {
  it('is scaled into the image with its proportions, and never enlarged', () => {
    expect(fittingSize({ width: 400, height: 100 }, SIZE)).toEqual({ width: 32, height: 8 });
    expect(fittingSize({ width: 5, height: 7 }, SIZE)).toEqual({ width: 5, height: 7 });
    expect(fittingSize({ width: 9000, height: 2 }, SIZE)).toEqual({ width: 32, height: 1 });
  });
});

describe('the difference made visible', () => {
  const picture = (...rgb: number[]) => ({ height: 1, width: 1, rgb: Uint8Array.from(rgb) });
  it('is what changed, either way, times the gain, held at white', () => {
    expect([...differenceOf(picture(100, 50, 7), picture(90, 200, 7), 5).rgb]).toEqual([50, 255, 0]);
  });
});
