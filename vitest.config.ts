import { defineConfig } from 'vitest/config';
import { SlowFirst } from './scripts/slowFirst.mjs';
import { UnitTally } from './scripts/unitTally.mjs';

const tallyPath = process.env.RNP_TALLY;

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/parity/**/*.test.ts', 'tests/fuzz/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // tfjs keeps one global engine: files must not share a process.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    reporters: tallyPath === undefined ? ['default'] : ['default', new UnitTally(tallyPath)],
  },
});
