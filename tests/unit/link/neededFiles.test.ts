/** Files that a link names: open here, another in their place, or missing. */
import { describe, expect, it } from 'vitest';
import { neededFiles } from '../../../src/link/neededFiles';
import { DATA, MODEL, RECIPE } from '../run/plausibleRun';

const mine = 'ab'.repeat(32);
const theirs = 'cd'.repeat(32);
const model = { ...MODEL, sha256: mine };
const data = { ...DATA, defense: { ...DATA.defense, sha256: mine }, test: null };
const files = (sha256: string) => ({
  model: { kind: 'file', name: 'net.pth', sha256 } as const,
  data: {
    kind: 'files',
    defense: { name: 'd.bin', sha256 },
    test: { name: 't.bin', sha256 },
    normalisation: 'rnp',
  } as const,
});
const states = (...asked: Parameters<typeof neededFiles>) => neededFiles(...asked).map(({ state }) => state);

describe('needed files', () => {
  it('are none where everything is built in', () => {
    expect(
      neededFiles(
        { ...RECIPE, model: { kind: 'zoo', id: 'badnets-8' }, data: { kind: 'shapes', seed: 1 } },
        { model, data, masks: null },
        false,
      ),
    ).toEqual([]);
  });
  it('are checked by content, not by name', () => {
    expect(states(files(mine), { model, data, masks: null }, true)).toEqual(['here', 'here', 'missing']);
    expect(states(files(theirs), { model, data, masks: null }, true)).toEqual(['other', 'other', 'missing']);
  });
  it('name poisoned images and masks as well, and where each can be fetched', () => {
    const address = 'https://example.org/masks.txt';
    const wanted = {
      ...files(mine),
      data: { ...files(mine).data, poisoned: { name: 'p.zip', sha256: mine } },
      masks: { name: 'masks.txt', sha256: mine, address },
    };
    const masks = { name: 'masks.txt', sha256: theirs, sites: 1, channels: 8, absent: 0 };
    expect(neededFiles(wanted, { model, data, masks }, true).slice(2)).toEqual([
      { role: 'test', name: 't.bin', sha256: mine, state: 'missing', found: null },
      { role: 'poisoned', name: 'p.zip', sha256: mine, state: 'missing', found: null },
      { role: 'masks', name: 'masks.txt', sha256: mine, address, state: 'other', found: theirs },
    ]);
  });
  it('a prepared network stands in for no file', () => {
    const built = { ...data, defense: { ...data.defense, sha256: '' } };
    expect(states(files(mine), { model, data: built, masks: null }, false)).toEqual([
      'missing',
      'missing',
      'missing',
    ]);
  });
});
