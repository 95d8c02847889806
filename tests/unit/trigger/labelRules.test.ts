/** Which images a trigger works on: what the editor offers, what a recipe takes, and what a fault says where they do not fit. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  BADNETS_TRIGGER,
  TRIGGER_PROBLEMS,
  type Trigger,
  triggerMisfit,
  triggerSchema,
  wantedLabels,
} from '../../../workers/protocol';
import { LABEL_RULES, labelRuleOf, withLabelRule } from '../../../src/features/trigger/labelRules';
import { changeKind, editorKindOf, variantOf } from '../../../src/features/trigger/triggerKinds';
import { faultText } from '../../../src/text/faults';

const SIZE = { height: 32, width: 32 };
const ALL_TO_ALL: Trigger = { ...BADNETS_TRIGGER, labels: { kind: 'all-to-all' } };

describe('the rule of a trigger', () => {
  it.each(LABEL_RULES)('can be changed to %s and back, and the recipe takes it', (rule) => {
    const changed = withLabelRule({ ...BADNETS_TRIGGER, target: 4 }, rule);
    expect(labelRuleOf(changed)).toBe(rule);
    expect(v.safeParse(triggerSchema, changed).success).toBe(true);
    expect(withLabelRule(changed, 'all-to-one')).toEqual({ ...BADNETS_TRIGGER, target: 4 });
  });

  it('begins with a class that is not the target', () => {
    for (const target of [0, 1, 5]) {
      const { labels } = withLabelRule({ ...BADNETS_TRIGGER, target }, 'source');
      expect(labels?.kind === 'source' && labels.source !== target).toBe(true);
    }
  });

  it('stays when the kind changes', () => {
    for (const kind of ['solid', 'blend', 'sinusoid'] as const)
      expect(changeKind(ALL_TO_ALL, kind, SIZE, null)?.labels).toEqual({ kind: 'all-to-all' });
  });

  it('says what each image is wanted as', () => {
    const labels = Uint16Array.of(0, 1, 2, 2);
    expect(wantedLabels({ target: 1 }, labels, 3)).toEqual(Uint16Array.of(1, 1, 1, 1));
    expect(wantedLabels(ALL_TO_ALL, labels, 3)).toEqual(Uint16Array.of(1, 2, 0, 0));
    const onOne = { target: 1, labels: { kind: 'source', source: 2 } } as const;
    expect(wantedLabels(onOne, labels, 3)).toEqual(Uint16Array.of(0, 1, 1, 1));
  });
});

describe('a rule that the images do not allow', () => {
  const images = {
    classes: ['a', 'b', 'c'],
    defense: { count: 10, height: 32, width: 32, channels: 3 },
    poisoned: null,
  };
  const misfitOf = (change: Partial<Pick<Trigger, 'target' | 'labels'>>) =>
    triggerMisfit({ ...BADNETS_TRIGGER, ...change }, images);

  it.each([
    [{ labels: { kind: 'source', source: 3 } }, 'source-absent'],
    [{ labels: { kind: 'source', source: 0 } }, 'source-is-target'],
  ] as const)('%j is refused: %s', (change, reason) => {
    expect(misfitOf(change)).toMatchObject({ code: 'trigger-invalid', params: { reason } });
  });

  it('is none where each class has a target of its own, whatever the common one is', () => {
    expect(misfitOf({ target: 7 })?.code).toBe('target-out-of-range');
    expect(misfitOf({ target: 7, labels: { kind: 'all-to-all' } })).toBeNull();
    expect(misfitOf({ labels: { kind: 'source', source: 2 } })).toBeNull();
  });
});

describe('a trigger of another make', () => {
  it('is named for what it does otherwise, and keeps that while it is edited', () => {
    const corners: Trigger = { ...BADNETS_TRIGGER, corners: 'four' };
    expect(variantOf(corners)).toBe('four');
    expect(changeKind(corners, 'solid', SIZE, null)).toEqual({ ...corners, pattern: 'solid' });
    expect(variantOf({ kind: 'blend', seed: 1, strength: 0.2, redrawn: true, target: 0 })).toBe('redrawn');
    expect(variantOf(BADNETS_TRIGGER)).toBeNull();
  });

  it.each<Trigger>([
    { kind: 'warp', seed: 1, grid: 4, strength: 0.5, target: 2 },
    { kind: 'style', style: 'sunset', strength: 0.6, target: 2 },
    { kind: 'generator', method: 'lira', strength: 0.1, target: 2 },
  ])('of kind $kind stays as it is until another kind is chosen', (trigger) => {
    expect(changeKind(trigger, editorKindOf(trigger), SIZE, null)).toBe(trigger);
    expect(changeKind(trigger, 'solid', SIZE, null)).toMatchObject({ kind: 'patch', target: 2 });
  });
});

describe('a refused trigger', () => {
  it.each(TRIGGER_PROBLEMS)('%s has a cause and a remedy in words', (reason) => {
    const { cause, remedy } = faultText({ code: 'trigger-invalid', params: { reason } });
    expect(cause).toMatch(/^.{15,}\.$/);
    expect(cause).not.toContain(reason.includes('-') ? reason : '\u0000');
    expect(remedy).toMatch(/^.{15,}\.$/);
  });
});
