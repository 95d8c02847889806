/** The rows of the user's files: roles and readings that are corrected, and which of them have to be opened for it. */
import { describe, expect, it } from 'vitest';
import { awaitedHint, awaitedReading } from '../../../src/features/model/awaited';
import { loneItem } from '../../../src/features/model/ownItems';
import {
  heldRows,
  inRole,
  isWaiting,
  newRows,
  type OwnRow,
  type OwnRows,
  questionsOf,
  replaceRow,
  waitingRows,
} from '../../../src/features/model/ownRows';
import { loneNetwork, loneSet } from '../../../src/client/fileCommands';
import { NO_FILES } from '../../../src/state/engineStore';
import { firstRecipe } from '../../../src/state/recipeStore';
import type { DataSummary, Recipe } from '../../../workers/protocol';
import { DATA } from '../run/plausibleRun';

const file = (name: string) => new File(['x'], name);
const row = (name: string, role: OwnRow['role'], more: Partial<OwnRow> = {}): OwnRow => ({
  item: loneItem(file(name)),
  role,
  reading: {},
  asks: [],
  ...more,
});

const set = (name: string) => ({ name, sha256: '0'.repeat(64) });
const ofFiles: Recipe = {
  ...firstRecipe(),
  data: { kind: 'files', defense: set('cifar.tar.gz'), test: null, normalisation: 'rnp' },
};
const summary: DataSummary = {
  ...DATA,
  kind: 'files',
  defense: { ...DATA.defense, notes: [{ code: 'split-taken', params: { split: 'train' } }] },
  test: { ...DATA.defense, notes: [{ code: 'label-given', params: { label: 3 } }] },
};

describe('rows of files', () => {
  it('ask what their readers could not tell', () => {
    expect(questionsOf(summary.defense.notes)).toEqual(['split']);
    expect(questionsOf(summary.test?.notes ?? [])).toEqual(['label']);
    expect(questionsOf([{ code: 'values-scaled', params: {} }])).toEqual([]);
  });

  it('stand for each use of a file: one archive may defend and measure', () => {
    const archive = loneSet(file('cifar.tar.gz'));
    const test = { ...archive, reading: { label: 3 } };
    const rows = heldRows({ ...NO_FILES, defense: archive, test }, ofFiles, summary);
    expect(rows.map(({ role, asks, reading }) => ({ role, asks, reading }))).toEqual([
      { role: 'defense', asks: ['split'], reading: {} },
      { role: 'test', asks: ['label'], reading: { label: 3 } },
    ]);
    expect(rows[0]?.item.key).toBe(rows[1]?.item.key);
  });

  it('wait for a label until one is said', () => {
    const [waiting] = waitingRows({ test: loneSet(file('cat.png')) });
    expect(waiting).toMatchObject({ role: 'test', asks: ['label'] });
    if (waiting === undefined) return;
    expect(isWaiting(waiting)).toBe(true);
    expect(newRows([waiting], [])).toEqual(new Map());
    const said = { ...waiting, reading: { label: 3 } };
    expect(isWaiting(said)).toBe(false);
    expect(newRows([said], []).get('test')).toBe(said);
  });
});

describe('correcting a row', () => {
  it('takes the role from whatever had it', () => {
    const [first, second] = [row('a.bin', 'defense'), row('b.bin', 'test')];
    const corrected = replaceRow([first, second], second, inRole(second, 'defense'));
    expect(corrected.map(({ item, role }) => [item.name, role])).toEqual([
      ['a.bin', 'ignore'],
      ['b.bin', 'defense'],
    ]);
  });

  it('can leave out any number of items', () => {
    const rows: OwnRows = [row('a.pth', 'model'), row('b.bin', 'defense')];
    const left = rows.reduce((now, each) => replaceRow(now, each, inRole(each, 'ignore')), rows);
    expect(left.map(({ role }) => role)).toEqual(['ignore', 'ignore']);
  });

  it('keeps the label in another role, but not the part, which depends on it', () => {
    const both = row('a.zip', 'test', { reading: { label: 3, split: 'train' }, asks: ['label', 'split'] });
    expect(inRole(both, 'defense')).toMatchObject({ role: 'defense', reading: { label: 3 }, asks: [] });
  });

  it('opens what is read otherwise, and nothing else', () => {
    const held = [row('a.tar.gz', 'defense'), row('a.tar.gz', 'test')];
    const [defense, test] = held;
    if (defense === undefined || test === undefined) return;
    expect(newRows(held, held).size).toBe(0);
    const corrected = replaceRow(held, test, { ...test, reading: { split: 'train' } });
    expect([...newRows(corrected, held).keys()]).toEqual(['test']);
  });
});

describe('files that a link awaits', () => {
  const hint = { inputSize: [64, 64] as [number, number] };
  const recipe: Recipe = {
    ...ofFiles,
    model: { kind: 'file', ...set('net.pth'), hint },
    data: {
      ...ofFiles.data,
      kind: 'files',
      defense: set('d.bin'),
      test: { ...set('cat.png'), label: 3 },
      normalisation: 'rnp',
    },
  };
  const nothing = { model: null, data: null };

  it('are opened as the link says', () => {
    expect(awaitedReading('cat.png', 'test', recipe, nothing)).toEqual({ label: 3 });
    expect(awaitedHint('net.pth', recipe, nothing)).toBe(hint);
  });

  it('are known by name and role', () => {
    expect(awaitedReading('dog.png', 'test', recipe, nothing)).toEqual({});
    expect(awaitedReading('cat.png', 'defense', recipe, nothing)).toEqual({});
    expect(awaitedHint(loneNetwork(file('other.pth')).name, recipe, nothing)).toBeNull();
  });

  it('are no longer awaited once they are here', () => {
    const data: DataSummary = { ...summary, test: { ...summary.defense, sha256: '0'.repeat(64) } };
    expect(awaitedReading('cat.png', 'test', recipe, { model: null, data })).toEqual({});
  });
});
