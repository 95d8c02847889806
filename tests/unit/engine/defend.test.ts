/** A defense as the page asks for it: one report whatever the method, the stopping point judged by held-out images alone. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { createDefenseRecipe, type DefenseRecipe } from '../../../workers/protocol/defenseRecipe';
import { type DefenseChoice, type DefenseId, groupDefaults } from '../../../workers/protocol';
import { TRAIN_OPTIONS } from '../../../workers/protocol/trainOptions';
import { tensorCount } from '../graph/backends';
import { createLab, type Lab, ownNetwork, smallRecipe, startBackend } from './smallRun';

const FEW = 60;

/** A network that was trained here for a moment, opened from its own file. */
async function openPlanted(lab: Lab): Promise<Pick<DefenseRecipe, 'model' | 'trigger'>> {
  const recipe = createAttackRecipe({
    id: 'badnets',
    network: { architecture: 'resnet18', width: 2 },
    data: { kind: 'shapes', seed: 1, images: FEW },
    train: { ...groupDefaults(TRAIN_OPTIONS, 'adaptive'), epochs: 1, batchSize: 20 },
    watch: { everySteps: 1, images: 20 },
  });
  const { file, report } = await lab.session.train({ job: 'training', recipe });
  const source = ownNetwork(new File([new Uint8Array(file.bytes)], file.name));
  const { name, sha256 } = await lab.session.loadModel({ job: 'open', source });
  return { model: { kind: 'file', name, sha256 }, trigger: report.trigger };
}

/** A recipe of a few steps on the small network of a lab. */
async function recipeOf(lab: Lab, id: DefenseId, options: object): Promise<DefenseRecipe> {
  const { data, model, trigger, watch } = await smallRecipe(lab);
  const recipe = createDefenseRecipe({ id, model, data, trigger, seed: 3 });
  return {
    ...recipe,
    method: { id, options: { ...recipe.method.options, ...options } } as DefenseChoice,
    shared: { ...recipe.shared, images: 40 },
    watch,
  };
}

const SHORT = { epochs: 3, batchSize: 16, learningRate: 0.05 };

describe('a defense other than RNP', () => {
  beforeAll(startBackend);

  it('stops at the last place within the budget, or where accuracy is highest, and says which', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'ft', SHORT);
    const report = await lab.session.defend({ job: 'ft', recipe });
    const { baseline, chosen, points } = report;
    expect(points.map(({ at }) => at)).toEqual([1, 2, 3]);
    const least = baseline.heldOutAccuracy - recipe.shared.budget - 1e-9;
    expect(points.map(({ isWithin }) => isWithin)).toEqual(
      points.map(({ heldOutAccuracy }) => heldOutAccuracy >= least),
    );
    // The way that the page draws begins with the untouched network.
    const told = lab.events
      .map(({ event }) => event)
      .filter(({ kind }) => kind === 'untouched' || kind === 'point');
    expect(told.map(({ kind }) => kind)).toEqual(['untouched', 'point', 'point', 'point']);
    expect(told[0]).toMatchObject({
      row: { at: 0, pruned: 0, isWithin: true, heldOutAccuracy: baseline.heldOutAccuracy },
    });
    const highest = Math.max(...points.map(({ heldOutAccuracy }) => heldOutAccuracy));
    const expected =
      points.findLast(({ isWithin }) => isWithin) ??
      points.findLast(({ heldOutAccuracy }) => heldOutAccuracy === highest);
    expect(chosen.at).toBe(expected?.at);
    expect(chosen.attackSuccessRate).not.toBeNull();
    expect((await lab.session.defend({ job: 'again', recipe })).chosen).toEqual(chosen);
    lab.session.dispose();
  });

  it('draws the images that RNP draws with the same seed', async () => {
    const lab = await createLab();
    const report = await lab.session.defend({ job: 'ft', recipe: await recipeOf(lab, 'ft', SHORT) });
    const rnp = await smallRecipe(lab);
    const defense = { ...rnp.defense, images: 40, heldOut: report.recipe.shared.heldOut };
    const run = await lab.session.run({ job: 'rnp', recipe: { ...rnp, defense } });
    expect(run.baseline.cleanAccuracy).toBe(report.baseline.cleanAccuracy);
    expect(run.baseline.attackSuccessRate).toBe(report.baseline.attackSuccessRate);
    expect(run.data).toEqual(report.data);
    lab.session.dispose();
  });

  it('leaves its network as a file that opens again, until the next run', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'anp', { iterations: 2, batchSize: 8 });
    const { chosen } = await lab.session.defend({ job: 'anp', recipe });
    const what = { kind: 'repaired', format: 'safetensors' } as const;
    const { bytes, name } = await lab.session.exportAs({ run: 'anp', what });
    expect(name).toBe('small-anp.safetensors');
    const file = new File([new Uint8Array(bytes)], name);
    const source = { kind: 'file', name, files: [{ path: name, file }], hint: null } as const;
    const { sha256 } = await lab.session.loadModel({ job: 'open', source });
    const again = { ...recipe, model: { kind: 'file', name, sha256 } } as const;
    const opened = await lab.session.defend({ job: 'again', recipe: again });
    expect(opened.baseline.cleanAccuracy).toBe(chosen.cleanAccuracy);
    await expect(lab.session.exportAs({ run: 'anp', what })).rejects.toMatchObject({
      fault: { code: 'run-missing' },
    });
    lab.session.dispose();
  });

  it('leaves nothing on the device when it is cancelled half-way', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'nad', { ...SHORT, teacherEpochs: 1 });
    const before = tensorCount();
    lab.onEvent = (event) => {
      if (event.kind === 'point') lab.session.control({ job: 'nad', do: 'cancel' });
    };
    await expect(lab.session.defend({ job: 'nad', recipe })).rejects.toMatchObject({
      fault: { code: 'cancelled' },
    });
    expect(tensorCount()).toBe(before);
    lab.session.dispose();
  });

  it('shows where the network and its teacher look, epoch by epoch, with the trigger too (NAD)', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'nad', { teacherEpochs: 1, epochs: 2, batchSize: 16 });
    await lab.session.defend({ job: 'nad', recipe });
    const looks = lab.events.flatMap(({ event }) => (event.kind === 'attention' ? [event] : []));
    expect(looks.map(({ at, triggered }) => [at, triggered])).toEqual([
      [0, false],
      [0, true],
      [1, false],
      [1, true],
      [2, false],
      [2, true],
    ]);
    const [first] = looks;
    expect(first?.stages.map(({ columns, rows }) => [rows, columns])).toEqual([
      [16, 16],
      [8, 8],
      [4, 4],
    ]);
    for (const { learner, teacher } of looks.flatMap(({ stages }) => stages))
      for (const map of [learner, teacher]) expect(Math.hypot(...map)).toBeCloseTo(1, 4);
    // The teacher stands still while the network moves.
    const [before, after] = [looks[0]?.stages[2], looks[4]?.stages[2]];
    expect(after?.teacher).toEqual(before?.teacher);
    expect(after?.learner).not.toEqual(before?.learner);
    lab.session.dispose();
  });

  it('trains anew on the poisoned set of a network that was trained here (ABL)', async () => {
    const lab = await createLab();
    const before = tensorCount();
    const base = createDefenseRecipe({
      id: 'abl',
      ...(await openPlanted(lab)),
      data: { kind: 'shapes', seed: 1 },
      seed: 3,
    });
    const options = { isolationEpochs: 1, share: 0.1, tuningEpochs: 1, unlearnEpochs: 2, batchSize: 20 };
    const { points } = await lab.session.defend({
      job: 'abl',
      recipe: {
        ...base,
        method: { id: 'abl', options: { ...base.method.options, ...options } } as DefenseChoice,
        shared: { ...base.shared, images: 40 },
        watch: { everySteps: 4, images: 16, testImages: 48, sweepImages: 16 },
      },
    });
    expect(points.map(({ at }) => at)).toEqual([0, 1, 2]);
    const isolated = lab.events.flatMap(({ event }) => (event.kind === 'isolated' ? [...event.indices] : []));
    expect(isolated).toHaveLength(FEW / 10);
    expect(Math.max(...isolated)).toBeLessThan(FEW);
    lab.session.dispose();
    expect(tensorCount()).toBe(before);
  });

  it('says before its first step what it lacks: nobody has the training set of a dropped network', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'abl', {});
    await expect(lab.session.defend({ job: 'abl', recipe })).rejects.toMatchObject({
      fault: { code: 'defense-unfit', params: { need: 'poisoned-set' } },
    });
    expect(lab.events.some(({ event }) => event.kind === 'points')).toBe(false);
    lab.session.dispose();
  });
});
