import { describe, expect, it } from 'vitest';
import { fuzzReader } from './fuzzReader';
import { probe } from './target';
import { type FuzzGroup, targetsOf } from './targets';

/** Damaged files per reader; `npm run fuzz -- --inputs N` feeds as many as you like. */
const INPUTS = 20_000;
/** Lengths that a file is cut to. */
const CUTS = 150;
/** A reader takes seconds; a slow machine may take minutes. */
const PATIENCE_MS = 600_000;

/** The tests of one group of readers. Vitest runs files side by side, hence a file for each group. */
export async function attack(group: FuzzGroup): Promise<void> {
  describe.each(await targetsOf(group))('$reader', (target) => {
    it('reads honest files within its budget', async () => {
      for (const seed of target.seeds)
        expect(await probe(target, seed)).toMatchObject({ verdict: 'accepted' });
    });

    it('finds an end to every file that is cut off', async () => {
      const [seed = new Uint8Array(0)] = target.seeds;
      const step = Math.max(1, Math.floor(seed.length / CUTS));
      for (let length = 0; length < seed.length; length += step) {
        const { verdict, detail } = await probe(target, seed.slice(0, length));
        expect(['accepted', 'fault'], `${length} bytes: ${detail ?? ''}`).toContain(verdict);
      }
    });

    it(
      `ends ${INPUTS} damaged files with a result or a fault, in time and within its budget`,
      async () => {
        const { counts, failures } = await fuzzReader({ group, reader: target.reader, from: 0, to: INPUTS });
        expect(failures).toEqual([]);
        // The damage must bite, and some of it must get past the first checks.
        const few = INPUTS / 100;
        expect(counts.fault).toBeGreaterThan(few);
        expect(counts.accepted).toBeGreaterThan(few);
        expect(counts.fault + counts.accepted).toBe(INPUTS);
      },
      PATIENCE_MS,
    );
  });
}
