import { describe, expect, it } from 'vitest';
import { changeRole, fileOf, sortFiles } from '../../../src/features/model/fileRoles';

const file = (name: string, size = 1000) => ({ name, size });
const roles = (files: readonly { name: string; size: number }[], hasDefense = false) =>
  sortFiles(files, hasDefense).map(({ role }) => role);

describe('telling dropped files apart', () => {
  it('knows checkpoints, images and recipes by name', () => {
    const dropped = [
      file('backdoored_legacy.tar'),
      file('cifar10-test-1000.bin', 3073 * 1000),
      file('cifar10-defense-500.bin', 3073 * 500),
      file('report.json'),
    ];
    expect(roles(dropped)).toEqual(['model', 'test', 'defense', 'recipe']);
  });

  it('takes the smaller of two unnamed image files for the defender’s', () => {
    expect(roles([file('b.bin', 3073 * 900), file('a.bin', 3073 * 50)])).toEqual(['test', 'defense']);
  });

  it('lets the name of one image file decide about the other, whatever their sizes', () => {
    expect(roles([file('test_batch.bin', 3073), file('mine.bin', 3073 * 9000)])).toEqual(['test', 'defense']);
    expect(roles([file('mine.bin', 3073), file('data_batch_1.bin', 3073 * 9000)])).toEqual([
      'test',
      'defense',
    ]);
  });

  it('takes a lone image file for defense images, and for test images once those are there', () => {
    expect(roles([file('images.bin')])).toEqual(['defense']);
    expect(roles([file('images.bin')], true)).toEqual(['test']);
  });

  it('knows images without an ending by their size', () => {
    expect(roles([file('batch', 3073 * 10)])).toEqual(['defense']);
  });

  it('gives each role once, and offers what it does not know to the checkpoint reader', () => {
    expect(roles([file('a.pth'), file('b.pt'), file('holiday.jpg')])).toEqual(['model', 'ignore', 'ignore']);
    expect(roles([file('weights.unknown')])).toEqual(['model']);
  });
});

describe('correcting a role', () => {
  it('takes the role from whoever had it', () => {
    const [first, second] = [file('a.bin', 3073), file('b.bin', 3073 * 2)];
    const sorted = sortFiles([first, second]);
    const corrected = changeRole(sorted, second, 'defense');
    expect(fileOf(corrected, 'defense')).toBe(second);
    expect(fileOf(corrected, 'test')).toBeUndefined();
    expect(corrected.find(({ file: each }) => each === first)?.role).toBe('ignore');
  });

  it('can leave out any number of files', () => {
    const sorted = sortFiles([file('a.pth'), file('b.bin')]);
    const left = sorted.reduce((rows, row) => changeRole(rows, row.file, 'ignore'), sorted);
    expect(left.map(({ role }) => role)).toEqual(['ignore', 'ignore']);
  });
});
