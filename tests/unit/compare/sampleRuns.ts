/** Kept runs with numbers that are easy to tell apart. */
import { BADNETS_TRIGGER } from '../../../workers/protocol';
import { createDefenseRecipe, type DefenseRecipe } from '../../../workers/protocol/defenseRecipe';
import type { DefenseReport } from '../../../workers/protocol';
import type { RunRecord } from '../../../src/compare/runRecord';
import { DATA, DEVICE, MODEL } from '../run/plausibleRun';

/** A recipe of a defense on the small network. */
export function defenseRecipe(id: DefenseRecipe['method']['id'] = 'ft', seed = 1): DefenseRecipe {
  return createDefenseRecipe({
    model: { kind: 'zoo', id: 'badnets-8' },
    data: { kind: 'shapes', seed: 1 },
    trigger: BADNETS_TRIGGER,
    id,
    seed,
  });
}

/** A run of fine-tuning; `change` replaces what a test is about. */
export function sampleRun(change: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 'a',
    hash: '0123456789',
    method: 'ft',
    recipe: defenseRecipe(),
    startedAt: '2026-01-02T03:04:05.000Z',
    network: { name: 'badnets-8', sha256: 'ab'.repeat(32), channels: 600 },
    images: 'shapes',
    device: 'wasm, WebAssembly SIMD, 2 threads',
    elapsedMs: 12_340,
    stageMs: {},
    pruned: 0,
    before: { cleanAccuracy: 0.97, attackSuccessRate: 1, targetClassAccuracy: 0.96 },
    after: { cleanAccuracy: 0.9525, attackSuccessRate: 0.125, targetClassAccuracy: 0.9 },
    defenseAccuracy: { before: 0.98, after: 0.96 },
    series: [],
    starred: false,
    note: '',
    ...change,
  };
}

/** What the engine answers with when the recipe has run. */
export function defenseReport(recipe: DefenseRecipe): DefenseReport {
  const numbers = { cleanAccuracy: 0.9, attackSuccessRate: 0.1, targetClassAccuracy: 0.8 };
  const point = { ...numbers, at: 2, pruned: 3, heldOutAccuracy: 0.95, isWithin: true };
  return {
    format: 'rnp-defense-report',
    version: 1,
    recipe,
    device: DEVICE,
    versions: {},
    startedAt: '2026-01-02T03:04:05.000Z',
    model: MODEL,
    data: DATA,
    baseline: { cleanAccuracy: 0.99, attackSuccessRate: 1, targetClassAccuracy: 0.98, heldOutAccuracy: 0.97 },
    points: [point],
    chosen: point,
    series: [],
    elapsedMs: 1500,
  };
}
