import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/parity/**/*.test.ts', 'tests/fuzz/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    // tfjs keeps one global engine: files must not share a process.
    pool: 'forks',
    maxWorkers: 2,
  },
});
