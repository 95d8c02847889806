import { describe, expect, it } from 'vitest';
import { mutate } from './mutate';
import { fuzzTargets, probe } from './targets';

/** Inputs per reader; `npm run fuzz -- --inputs N` runs as many as you like. */
const INPUTS = 500;
/** An honest fixture takes about a millisecond. */
const MAX_INPUT_MS = 1_000;

describe('no damaged file makes a reader hang or crash', () => {
  for (const target of fuzzTargets()) {
    it(`${target.reader}: honest files are read`, async () => {
      for (const seed of target.seeds) expect((await probe(target, seed)).kind).toBe('accepted');
    });

    it(`${target.reader}: ${INPUTS} damaged files end in a result or a fault`, async () => {
      let faults = 0;
      for (let number = 0; number < INPUTS; number++) {
        const started = performance.now();
        const outcome = await probe(target, mutate(target.seeds, number));
        const elapsedMs = performance.now() - started;
        if (outcome.kind === 'crash') throw new Error(`input ${number}`, { cause: outcome.thrown });
        expect(elapsedMs, `milliseconds for input ${number}`).toBeLessThan(MAX_INPUT_MS);
        if (outcome.kind === 'fault') faults++;
      }
      // The mutations must bite, and the faults must come from the reader's own checks. Sniffing seldom fails.
      if (target.reader !== 'sniff') expect(faults).toBeGreaterThan(INPUTS / 20);
    });
  }

  it('every truncation of every small seed ends in a result or a fault', async () => {
    for (const target of fuzzTargets()) {
      const [seed = new Uint8Array(0)] = target.seeds;
      const step = Math.max(1, Math.floor(seed.length / 150));
      for (let length = 0; length < seed.length; length += step) {
        const outcome = await probe(target, seed.slice(0, length));
        if (outcome.kind === 'crash') {
          throw new Error(`${target.reader} cut to ${length} bytes`, { cause: outcome.thrown });
        }
      }
    }
  });

  it('the same number always makes the same input', () => {
    const seeds = [new Uint8Array(100).map((_, i) => i)];
    expect(mutate(seeds, 7)).toEqual(mutate(seeds, 7));
    expect(mutate(seeds, 7)).not.toEqual(mutate(seeds, 8));
  });
});
