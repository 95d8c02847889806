/** A class typed in by hand, as people type it. */
import { describe, expect, it } from 'vitest';
import { type KnownClasses, parseLabel } from '../../../src/features/model/parseLabel';
import { LABEL_TEXT } from '../../../src/text/model';

const CIFAR: KnownClasses = { count: 10, names: ['plane', 'car', 'bird'] };
const NUMBERED: KnownClasses = { count: 10, names: [] };

describe('a label typed in', () => {
  it('is the number of a class', () => {
    expect(parseLabel(' 7 ', NUMBERED)).toEqual({ kind: 'label', label: 7 });
    expect(parseLabel('0', NUMBERED)).toEqual({ kind: 'label', label: 0 });
  });

  it('is the name of a class, in letters of any size', () => {
    expect(parseLabel('Bird', CIFAR)).toEqual({ kind: 'label', label: 2 });
    expect(parseLabel('9', CIFAR)).toEqual({ kind: 'label', label: 9 });
  });

  it('is a name first where classes are called by other numbers', () => {
    expect(parseLabel('10', { count: 3, names: ['5', '10', '20'] })).toEqual({ kind: 'label', label: 1 });
  });

  it.each(['10', '-1', '3.5', '1,5', '99999999999'])('has to be one of the classes: not %s', (text) => {
    expect(parseLabel(text, NUMBERED).kind).toBe('out-of-range');
  });

  it.each(['boat', '3 ships', '0x3', '1e0', '٣'])('has to be a number or a name: not %s', (text) => {
    expect(parseLabel(text, NUMBERED).kind).toBe('unknown');
  });

  it('has to be there', () => {
    expect(parseLabel('  ', CIFAR).kind).toBe('empty');
  });

  it('that is wrong is answered by one sentence that says what would be right', () => {
    expect(LABEL_TEXT.wrong('empty', '', CIFAR)).toBe('Type the name of a class or a number from 0 to 9.');
    expect(LABEL_TEXT.wrong('out-of-range', '17', NUMBERED)).toBe(
      'There is no class 17: type a number from 0 to 9.',
    );
    expect(LABEL_TEXT.wrong('unknown', 'boat', NUMBERED)).toContain('“boat”');
  });
});
