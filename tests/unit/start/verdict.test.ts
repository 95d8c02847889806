import { describe, expect, it } from 'vitest';
import { className, judge } from '../../../src/features/start/verdict';

describe('an answer of the network', () => {
  it('fools only where a trigger has turned it into its target', () => {
    expect(judge(3, 3, 0)).toBe('right');
    expect(judge(0, 3, 0)).toBe('fooled');
    expect(judge(5, 3, 0)).toBe('wrong');
  });

  it('on a plain picture is at most wrong, and a picture of the target is not fooled', () => {
    expect(judge(0, 3, null)).toBe('wrong');
    expect(judge(0, 0, 0)).toBe('right');
  });

  it('names a class, or says that a number is one', () => {
    expect(className(['cat', '1'], 0)).toBe('cat');
    expect(className(['cat', '1'], 1)).toBe('class 1');
    expect(className(null, 7)).toBe('class 7');
  });
});
