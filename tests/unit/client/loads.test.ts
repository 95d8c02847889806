/** Loads that are stopped, and files that are taken out of use, against a scripted engine. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from '../../../src/client/engineClient';
import { loneNetwork, loneSet } from '../../../src/client/fileCommands';
import { closeEngine, setEngineHost } from '../../../src/client/session';
import { engineStore, initialEngineState, NO_FILES } from '../../../src/state/engineStore';
import { FIRST_PRESET, firstRecipe, recipeStore, setRecipe } from '../../../src/state/recipeStore';
import { emptyRun, runStore } from '../../../src/state/runStore';
import { DATA, MODEL } from '../run/plausibleRun';
import { FakeEngine } from './fakeEngine';

const engines: FakeEngine[] = [];
let latest = new FakeEngine();
const engine = () => latest;

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  engines.length = 0;
  setEngineHost(() => {
    latest = new FakeEngine();
    engines.push(latest);
    return latest.host();
  });
  engineStore.setState(initialEngineState(), true);
  runStore.setState({ ...emptyRun(), finished: [] }, true);
  setRecipe(firstRecipe(), FIRST_PRESET);
});
afterEach(() => {
  closeEngine({ code: 'cancelled', params: {} });
  vi.unstubAllGlobals();
});

describe('loads', () => {
  it('stops a load in the engine, and keeps the network on the page', async () => {
    await client.openZoo(FIRST_PRESET);
    engine().slow = true;
    const before = recipeStore.getState().recipe;
    const opened = client.openFiles({
      model: loneNetwork(new File(['x'], 'large.pth')),
      defense: loneSet(new File(['y'], 'd.bin')),
    });
    await vi.waitFor(() => expect(engineStore.getState().loading).toMatchObject({ done: 1, total: 4 }));
    await client.cancelLoad();
    expect(await opened).toMatchObject({ ok: false, fault: { code: 'cancelled' } });
    expect(engineStore.getState()).toMatchObject({ model: MODEL, fault: null, loading: null });
    expect(recipeStore.getState().recipe).toBe(before);
    expect(engine().terminated).toBe(false);
    expect(engine().calls).not.toContain('loadData files');
  });

  it('ends an engine that does not stop loading, and opens again what was there', async () => {
    await client.openZoo(FIRST_PRESET);
    Object.assign(engine(), { slow: true, stuck: true });
    const opened = client.openFiles({ model: loneNetwork(new File(['x'], 'large.pth')) });
    await vi.waitFor(() => expect(engineStore.getState().loading).not.toBeNull());
    vi.useFakeTimers();
    const cancelled = client.cancelLoad();
    await vi.advanceTimersByTimeAsync(2100);
    vi.useRealTimers();
    await cancelled;
    expect((await opened).ok).toBe(false);
    expect(engines[0]?.terminated).toBe(true);
    await vi.waitFor(() => expect(engines[1]?.calls).toContain(`loadModel ${FIRST_PRESET}`));
  });

  it('reads poisoned pictures again for a network whose file has a list of them', async () => {
    await client.openZoo(FIRST_PRESET);
    engine().answers.loadData = { ok: true, value: { ...DATA, kind: 'files' } };
    const set = (name: string) => loneSet(new File(['x'], name));
    await client.openFiles({ defense: set('d.bin'), poisoned: set('bd.zip') });
    const reads = () => engine().calls.filter((call) => call === 'loadData files').length;
    expect(reads()).toBe(1);
    const poisoned = { kind: 'folder', path: 'bd_test_dataset', count: 3 } as const;
    const attack = { modelName: null, dataset: null, target: 0, poisoned };
    for (const [value, count] of [
      [MODEL, 1],
      [{ ...MODEL, attack }, 2],
    ] as const) {
      engine().answers.loadModel = { ok: true, value };
      await client.openFiles({ model: loneNetwork(new File(['y'], 'attack_result.pt')) });
      expect(reads()).toBe(count);
    }
  });

  it('takes files out of use one by one, and what is built in takes their place', async () => {
    const file = (name: string) => new File(['x'], name);
    await client.openFiles({
      model: loneNetwork(file('net.pth')),
      defense: loneSet(file('d.bin')),
      test: loneSet(file('t.bin')),
    });
    engine().answers.loadData = { ok: true, value: { ...DATA, kind: 'files', test: null } };
    await client.closeFile('test');
    expect(recipeStore.getState().recipe.data).toMatchObject({ kind: 'files', test: null });
    expect(engineStore.getState().files).toMatchObject({ test: null, defense: { name: 'd.bin' } });
    await client.closeFile('defense');
    await client.closeFile('model');
    expect(recipeStore.getState().recipe).toMatchObject({
      model: { kind: 'zoo', id: FIRST_PRESET },
      data: { kind: 'shapes' },
    });
    expect(engineStore.getState().files).toEqual(NO_FILES);
  });

  it('masks of another run change the rule of the cut, and taking them out brings it back', async () => {
    await client.openZoo(FIRST_PRESET);
    engine().answers.loadMasks = {
      ok: true,
      value: { name: 'mask_values.txt', sha256: 'ab'.repeat(32), sites: 1, channels: 8, absent: 0 },
    };
    const before = recipeStore.getState().recipe;
    const own = { file: new File(['x'], 'mask_values.txt'), address: null };
    await client.openMasks(own);
    await client.openMasks(own);
    expect(recipeStore.getState().recipe).toMatchObject({
      masks: { name: 'mask_values.txt' },
      prune: { rule: 'threshold' },
    });
    await client.closeFile('masks');
    expect(recipeStore.getState().recipe).toEqual(before);
    expect(before.prune.rule).toBe('carriers');
  });
});
