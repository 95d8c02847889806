/** A training that never happened but could have: what client and components are tested with. */
import { BADNETS_TRIGGER, type TrainedNetwork, type TrainingReport } from '../../../workers/protocol';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { DEVICE, MODEL } from '../run/plausibleRun';

/** `changes` replace parts of it. */
export function plausibleTrainingReport(changes: Partial<TrainingReport> = {}): TrainingReport {
  return {
    format: 'rnp-training-report',
    version: 1,
    recipe: createAttackRecipe({ id: 'badnets' }),
    device: DEVICE,
    versions: {},
    startedAt: '2026-01-01T00:00:00.000Z',
    network: { architecture: 'ResNet-18', parameters: 1000 },
    classes: ['disc', 'star'],
    trigger: { ...BADNETS_TRIGGER, row: 4 },
    poison: { images: 1000, poisoned: 100, cover: 0, byClass: [50, 50] },
    result: {
      cleanAccuracy: 0.9,
      attackSuccessRate: 0.99,
      targetClassAccuracy: 0.9,
      crossTriggerAccuracy: null,
    },
    series: [],
    elapsedMs: 61_000,
    file: { name: 'badnets.safetensors', bytes: 3, sha256: MODEL.sha256 },
    ...changes,
  };
}

export function plausibleTraining(changes: Partial<TrainingReport> = {}): TrainedNetwork {
  const file = {
    name: 'badnets.safetensors',
    bytes: Uint8Array.of(1, 2, 3),
    type: 'application/octet-stream',
  };
  return { report: plausibleTrainingReport(changes), file };
}
