/** "Cut one more": answers of the slider go on from the answer before, and are those of a fresh question. */
import { beforeAll, expect, it } from 'vitest';
import { countConvolutions } from '../graph/countConvolutions';
import type { EvalRow } from '../../../workers/protocol';
import { createLab, smallRecipe, startBackend } from './smallRun';

beforeAll(startBackend);

it('costs a part of a whole question, and says the same', { timeout: 120_000 }, async () => {
  const lab = await createLab();
  const recipe = await smallRecipe(lab);
  const report = await lab.session.run({ job: 'run', recipe });
  const late = report.model.maskSites.at(-1);
  if (late === undefined) throw new Error('no site');
  const filters = (count: number) =>
    Array.from({ length: count }, (_, channel) => ({ site: late.id, channel }));
  const ask = (count: number): Promise<EvalRow> =>
    lab.session.tryPrune({ run: 'run', cut: { kind: 'filters', filters: filters(count) } });
  const whole = await countConvolutions(() => ask(8));
  const rows = new Map<number, EvalRow>();
  const more = await countConvolutions(async () => rows.set(9, await ask(9)));
  expect(more).toBeLessThan(whole / 4);
  expect(more).toBeGreaterThan(0);

  // Many at once, as a slider sends them: the newest is answered, the others know that they are old.
  const burst = await Promise.allSettled([1, 20, 30].map(ask));
  expect(burst.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  const again = await ask(9);
  expect(again).toEqual(rows.get(9));

  await lab.session.run({ job: 'run', recipe });
  expect(await ask(9)).toEqual(again);
  lab.session.dispose();
});
