/** Trainings without a page: a network as a file, a report on stdout, the same bytes once more from that report, and bad input. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TrainingReport } from '../../../workers/protocol';
import { tonedPictures } from '../../e2e/ownStack';
import { readArguments } from '../../../cli/arguments';
import { attackRecipeFrom } from '../../../cli/attackRecipeOf';
import { RUN_OPTIONS } from '../../../cli/runCommand';
import { PATIENCE_MS, rnp } from './rnp';

const folder = mkdtempSync(join(tmpdir(), 'rnp-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TINY = ['--set', 'network.width=2', '--set', 'train.epochs=1', '--set', 'watch.everySteps=1000'];

async function train(words: readonly string[], out: string): Promise<TrainingReport> {
  const { code, stdout, stderr } = await rnp(['train', ...words, '--out', join(folder, out)]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as TrainingReport;
}

describe('rnp train', () => {
  it(
    'writes the network and the report, out of which the same network comes again',
    {
      timeout: PATIENCE_MS,
    },
    async () => {
      const report = await train(['badnets', ...TINY, '--set', 'data.images=300', '--seed', '5'], 'a.st');
      expect(report.recipe).toMatchObject({ seed: 5, data: { images: 300 }, network: { width: 2 } });
      writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
      await train([join(folder, 'report.json')], 'b.st');
      expect(readFileSync(join(folder, 'b.st'))).toEqual(readFileSync(join(folder, 'a.st')));
    },
  );

  it('learns images of one’s own', { timeout: PATIENCE_MS }, async () => {
    const images = (['own-train.npz', 'own-test.npz'] as const).map((name) => {
      const { bytes } = tonedPictures(name, 200, 32, 3);
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const [own = '', test = ''] = images;
    const report = await train(['sig', ...TINY, '--data', own, '--test', test], 'own.st');
    expect(report.recipe.data).toMatchObject({ kind: 'files', defense: { name: 'own-train.npz' } });
    // Clean label: 80 % of the one class of ten.
    expect(report.poison).toMatchObject({ images: 200, poisoned: 16 });
    expect(report.result).not.toBeNull();
  });

  it.each([
    [['nosuch'], 'argument-invalid', /name a recipe file, a link, or an attack: badnets/],
    [['badnets', '--set', 'attack.speed=1'], 'argument-invalid', /there is no option attack\.speed/],
    [['badnets', '--set', 'attack.rate=2'], 'recipe-invalid', /attack\.options\.rate/],
    [['badnets', '--constants', 'best'], 'argument-invalid', /known are adaptive, paper/],
    [['#a1=AAAA'], 'link-damaged', /does not unpack/],
  ])('%j is refused', async (words, code, said) => {
    const refused = attackRecipeFrom(readArguments(words, RUN_OPTIONS, []));
    await expect(refused).rejects.toMatchObject({ fault: { code } });
    await expect(refused).rejects.toThrow(said);
  });
});
