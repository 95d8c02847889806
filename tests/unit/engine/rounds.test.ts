/** A run that asks its network for the trigger more than once. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createLab, heard, smallRecipe, startBackend } from './smallRun';

describe('rounds of reveal and cut', () => {
  beforeAll(startBackend);

  it('are told one by one, with how the label stands after each', async () => {
    const lab = await createLab();
    const recipe = await smallRecipe(lab);
    const prune = { ...recipe.prune, revealRounds: 2, vetoBudget: 1, vetoTolerance: 1 };
    const { prune: pruned, reveal } = await lab.session.run({ job: 'run', recipe: { ...recipe, prune } });
    if (reveal === null) throw new Error('nothing was revealed');
    expect(reveal.standing?.left).toBeGreaterThanOrEqual(0);
    const rounds = [reveal, ...reveal.again];
    expect(new Set(heard(lab, 'revealed').map(({ round }) => round)).size).toBe(rounds.length);
    expect(heard(lab, 'cut')).toHaveLength(pruned.chosen.pruned + pruned.chosen.vetoed);
    const stepsOf = (asked: string) => heard(lab, 'progress').filter(({ phase }) => phase === asked);
    expect(stepsOf('label')).toHaveLength(recipe.unlearn.marginSteps);
    expect(stepsOf('stand')).toHaveLength(recipe.unlearn.marginSteps * rounds.length);
    lab.session.dispose();
  });
});
