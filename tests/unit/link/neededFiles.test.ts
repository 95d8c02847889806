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
        { model, data },
        false,
      ),
    ).toEqual([]);
  });
  it('are checked by content, not by name', () => {
    expect(states(files(mine), { model, data }, true)).toEqual(['here', 'here', 'missing']);
    expect(states(files(theirs), { model, data }, true)).toEqual(['other', 'other', 'missing']);
  });
  it('a prepared network stands in for no file', () => {
    const built = { ...data, defense: { ...data.defense, sha256: '' } };
    expect(states(files(mine), { model, data: built }, false)).toEqual(['missing', 'missing', 'missing']);
  });
});
