/** The file doctor's words. */
import { describe, expect, it } from 'vitest';
import { differenceText, nearText, networkNoteText, partText } from '../../../src/text/differences';

describe('differences in words', () => {
  it.each([
    ['shortcut.1', 'shortcut batch norm'],
    ['downsample.0', 'shortcut convolution'],
    ['fc', 'classifier'],
    ['layer1.0.bn2', 'layer1.0.bn2'],
  ])('%s is %s', (part, words) => {
    expect(partText(part)).toBe(words);
  });

  it('say what differs', () => {
    expect(differenceText({ kind: 'missing', part: 'shortcut.1', count: 12 })).toBe(
      'without shortcut batch norm (12 tensors)',
    );
    expect(differenceText({ kind: 'unused', part: 'decoder.0.bias', count: 1 })).toBe(
      'decoder.0.bias of the file not used',
    );
    expect(
      differenceText({ kind: 'shape', name: 'conv1.weight', found: '64x3x7x7', expected: '64x3x3x3' }),
    ).toBe('conv1.weight is 64x3x7x7 instead of 64x3x3x3');
    expect(differenceText({ kind: 'not-finite', name: 'bn1.bias' })).toBe(
      'bn1.bias contains NaN or infinity',
    );
  });

  it('name what a file comes near, or nothing', () => {
    expect(nearText({})).toBe('');
    expect(nearText({ near: 'WRN-16-1', classes: 10 })).toBe(' It looks like WRN-16-1, 10 classes.');
    expect(nearText({ near: 'WRN-16-1', classes: 10, lacks: 'bn1, fc' })).toBe(
      ' It looks like WRN-16-1, 10 classes, without bn1, classifier.',
    );
  });

  it('are sentences where a network needs a note', () => {
    expect(networkNoteText({ kind: 'masks-on-convolutions', count: 16 })).toContain('16 convolutions');
    for (const kind of ['softmax-removed', 'dropout-off', 'input-size-assumed'] as const)
      expect(networkNoteText({ kind })).toMatch(/^[A-Z].*\.$/);
    expect(networkNoteText({ kind: 'own-preprocessing', layers: 'Rescaling' })).toContain('Rescaling');
  });
});
