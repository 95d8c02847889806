/** A training in the session whose trigger a network makes: measured with that network, on the way and in the end. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type AttackChoice, groupDefaults } from '../../../workers/protocol';
import { attackChoice } from '../../../workers/protocol/attacks/registry';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { TRAIN_OPTIONS } from '../../../workers/protocol/trainOptions';
import { tensorCount } from '../graph/backends';
import { createLab, startBackend } from './smallRun';

describe('a training whose trigger a network makes', () => {
  beforeAll(startBackend);

  it('is measured with its own network', async () => {
    const lab = await createLab();
    const small = { width: 2, maskEpochs: 1, rate: 0.2, crossRate: 0.2 };
    const attack = {
      id: 'dynamic',
      options: { ...attackChoice('dynamic').options, ...small },
    } as AttackChoice;
    const recipe = createAttackRecipe({
      id: 'dynamic',
      attack,
      network: { architecture: 'resnet18', width: 2 },
      data: { kind: 'shapes', seed: 1, images: 40 },
      train: { ...groupDefaults(TRAIN_OPTIONS, 'adaptive'), epochs: 1, batchSize: 20 },
      watch: { everySteps: 1, images: 20 },
    });
    const before = tensorCount();
    const { report } = await lab.session.train({ job: 'training', recipe });
    expect(report.trigger).toMatchObject({ kind: 'generator', method: 'dynamic', target: 0 });
    expect(report.result?.attackSuccessRate).toBeGreaterThanOrEqual(0);
    expect(report.result?.crossTriggerAccuracy).toBeGreaterThanOrEqual(0);
    const measured = report.series.find(({ metric }) => metric === 'attackSuccessRate');
    expect([...(measured?.steps ?? [])]).toEqual([1, 2]);
    expect(new Set(report.series.map(({ stage }) => stage))).toEqual(new Set(['craft', 'train']));
    expect(tensorCount()).toBe(before);
  });
});
