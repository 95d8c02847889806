import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, encodeBytes, type Picture } from '../../../workers/protocol';
import {
  cutOut,
  isSamePicture,
  layOver,
  moveTrigger,
  recordedPicture,
  signOf,
} from '../../../src/features/start/pictures';
import { recordedPair } from '../../../src/features/start/predictedPair';
import { className, likeliest, wholePercent } from '../../../src/features/start/verdict';

const BOUNDS = { height: 4, width: 5, signHeight: 2, signWidth: 2 };
const plain: Picture = { height: 4, width: 5, rgb: new Uint8Array(60).fill(9) };
const sign: Picture = { height: 2, width: 2, rgb: Uint8Array.from({ length: 12 }, (_, i) => 100 + i) };

describe('the sign as pixels', () => {
  it('comes off a picture as it was put on, and leaves the rest alone', () => {
    const at = { row: 2, column: 3 };
    const carrying = layOver(plain, sign, at);
    expect(cutOut(carrying, at, BOUNDS)).toEqual(sign);
    expect(isSamePicture(layOver(carrying, cutOut(plain, at, BOUNDS), at), plain)).toBe(true);
    expect(plain.rgb.every((byte) => byte === 9)).toBe(true);
  });

  it('has a place only where the trigger has one', () => {
    expect(signOf(BADNETS_TRIGGER)).toEqual({ row: 29, column: 29, height: 3, width: 3 });
    expect(signOf({ kind: 'blend', seed: 1, strength: 0.2, target: 0 })).toBeNull();
    expect(moveTrigger(BADNETS_TRIGGER, { row: 1, column: 2 })).toEqual({
      ...BADNETS_TRIGGER,
      row: 1,
      column: 2,
    });
  });
});

describe('a recorded sample', () => {
  it('becomes two pictures with what was said about them', () => {
    const clean = encodeBytes(plain.rgb);
    const triggered = encodeBytes(layOver(plain, sign, { row: 0, column: 0 }).rgb);
    const said = { clean: [0.03, 0.97], triggered: [0.999, 0.001] };
    const sample = {
      label: 1,
      height: 4,
      width: 5,
      clean,
      triggered,
      before: said,
      after: { ...said, triggered: [0.1, 0.9] },
    };
    const before = recordedPair(sample, 'before');
    expect(isSamePicture(before.clean.picture, recordedPicture(sample, clean))).toBe(true);
    expect(before.triggered).toMatchObject({ label: 1, verdict: { label: 0, share: 0.999 } });
    expect(recordedPair(sample, 'after').triggered?.verdict.label).toBe(1);
  });
});

describe('a verdict in words', () => {
  it('names the likeliest class and its whole percent', () => {
    const { label, share } = likeliest(Float32Array.of(0.1, 0.2, 0.7));
    expect(`${className(['disc', 'star', 'heart'], label)} ${wholePercent(share)}`).toBe('heart 70 %');
    expect(className(null, 7)).toBe('class 7');
  });

  it('says 100 only where it rounds to it', () => {
    expect([0.994, 0.9951, 1].map(wholePercent)).toEqual(['99 %', '100 %', '100 %']);
  });
});
