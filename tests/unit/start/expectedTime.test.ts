import { describe, expect, it } from 'vitest';
import type { DeviceReport } from '../../../workers/protocol';
import {
  expectedTime,
  type MeasuredRun,
  readMeasuredRuns,
  rememberMeasuredRun,
} from '../../../src/features/start/expectedTime';

function memory(initial: Record<string, string> = {}): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map(Object.entries(initial));
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

const WASM: DeviceReport = {
  backend: 'wasm',
  name: 'WebAssembly SIMD',
  threads: 2,
  reason: 'no-webgpu',
  software: false,
  available: ['wasm', 'cpu'],
  selfTestError: null,
};
const run = (change: Partial<MeasuredRun> = {}): MeasuredRun => ({
  model: 'badnets-16',
  backend: 'wasm',
  device: 'WebAssembly SIMD',
  elapsedMs: 41_000,
  ...change,
});

describe('the time that is promised under the button', () => {
  it('is the last run of this network on this device', () => {
    const storage = memory();
    rememberMeasuredRun(storage, run({ elapsedMs: 60_000 }));
    rememberMeasuredRun(storage, run());
    expect(expectedTime('badnets-16', WASM, readMeasuredRuns(storage), null)).toEqual({
      kind: 'here',
      elapsedMs: 41_000,
    });
  });

  it('is the recorded run with its device named, where nothing was measured here', () => {
    const recorded = run({ device: 'another machine', backend: 'webgpu', elapsedMs: 9000 });
    const measuredElsewhere = [run({ model: 'blend-16' }), run({ backend: 'webgpu' })];
    expect(expectedTime('badnets-16', WASM, measuredElsewhere, recorded)).toEqual({
      kind: 'elsewhere',
      elapsedMs: 9000,
      device: 'another machine',
    });
  });

  it('is not promised for a network that nobody measured', () => {
    expect(expectedTime('mine.pth', WASM, [run()], run())).toEqual({ kind: 'unknown' });
  });

  it('keeps one run for each network and device, and at most twelve', () => {
    const storage = memory();
    for (let i = 0; i < 20; i++)
      rememberMeasuredRun(storage, run({ model: `network ${i % 15}`, elapsedMs: i }));
    const kept = readMeasuredRuns(storage);
    expect(kept).toHaveLength(12);
    expect(new Set(kept.map(({ model }) => model)).size).toBe(12);
    expect(kept[0]).toMatchObject({ model: 'network 4', elapsedMs: 19 });
  });

  it.each([
    'no json',
    '{"a":1}',
    '[1,null,{"model":"x"}]',
    '[{"model":"x","backend":"wasm","device":"d","elapsedMs":"9"}]',
  ])('reads damaged storage as nothing measured: %s', (text) => {
    expect(readMeasuredRuns(memory({ 'rnp.elapsed.v1': text }))).toEqual([]);
  });

  it('goes on without a storage', () => {
    const refused = {
      getItem: () => {
        throw new Error('refused');
      },
      setItem: () => {
        throw new Error('refused');
      },
    };
    expect(() => rememberMeasuredRun(refused, run())).not.toThrow();
    expect(readMeasuredRuns(refused)).toEqual([]);
  });
});
