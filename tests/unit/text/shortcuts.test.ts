/** Keys: no two commands share one, each is listed under a name, and typing is never a command. */
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../src/actions/registry';
import { actionOf, type KeyPress } from '../../../src/actions/shortcuts';
import { keyName } from '../../../src/text/help';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('shortcuts', () => {
  it('belong to one command each', () => {
    const keys = ACTIONS.flatMap(({ shortcut }) => (shortcut === null ? [] : [shortcut]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
  });

  it.each([
    [' ', 'play'],
    ['.', 'step'],
    ['s', 'slow'],
    ['S', 'slow'],
    ['Escape', 'cancel'],
    ['o', 'oracle'],
    ['1', 'show-start'],
    ['3', 'show-inspect'],
    ['?', 'open-help'],
  ])('%j is %s', (key, id) => expect(actionOf(press(key))?.id).toBe(id));

  it('tells Ctrl+Z from z and from Ctrl+Shift+Z', () => {
    expect(actionOf(press('z'))).toBeNull();
    expect(actionOf(press('z', { ctrlKey: true }))?.id).toBe('undo');
    expect(actionOf(press('Z', { metaKey: true, shiftKey: true }))?.id).toBe('redo');
    expect(actionOf(press('s', { ctrlKey: true }))).toBeNull();
    expect(actionOf(press('s', { altKey: true }))).toBeNull();
  });

  it('are written as on the keys', () => {
    expect(keyName(' ', false)).toBe('Space');
    expect(keyName('Mod+Shift+z', false)).toBe('Ctrl + Shift + Z');
    expect(keyName('Mod+z', true)).toBe('⌘ + Z');
  });
});
