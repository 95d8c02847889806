/**
 * What chance gives the defenses under the seed of these tests. scripts/make-defense-goldens.py reads it, so that PyTorch sees the same
 * batches and the same shakes; `npx vitest run -u` on this file writes it anew.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { epochBatches } from '../../../workers/data/batches';
import { createRng } from '../../../workers/engine/rng';
import { disposeShake, drawShake } from '../../../workers/defenses/anp';
import { startBackend, tensorCount } from '../graph/backends';
import { SEED, SITES, valuesOf } from './tinyDefense';

/** Batches of four in the order of a stream. */
function batchesOf(stream: string, count: number): number[][] {
  const batches = epochBatches(count, createRng(SEED, stream), { batchSize: 4, last: 'drop' });
  return batches.map(({ indices }) => [...indices]);
}

/** Images and shakes of two steps of ANP on eight images. */
function shakes() {
  const rng = createRng(SEED, 'anp');
  return [1, 2].map(() => {
    const indices = Array.from({ length: 8 }, () => rng.int(8));
    const shake = drawShake(SITES, 0.4, rng);
    const [scale, shift] = [shake.scale, shake.shift].map((each) =>
      Object.fromEntries([...valuesOf(each)].map(([id, values]) => [id, [...values]])),
    );
    disposeShake(shake);
    return { indices, scale, shift };
  });
}

describe('the draws of the defenses', () => {
  beforeAll(() => startBackend('wasm'));

  it('are those that PyTorch was given', async () => {
    const before = tensorCount();
    const draws = { tune: batchesOf('tune/epoch/0', 12), search: batchesOf('ibau/1', 8), shakes: shakes() };
    await expect(`${JSON.stringify(draws)}\n`).toMatchFileSnapshot('../../fixtures/defenses/draws.json');
    expect(tensorCount()).toBe(before);
  });
});
