/** Compare's queue against a scripted engine: order, hold, retry, skip, and what a reload leaves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDefenseRecipe, openDefenseReport } from '../../../src/app/openDefense';
import { client } from '../../../src/client/engineClient';
import {
  clearEnded,
  enqueue,
  holdQueue,
  moveItem,
  recallQueue,
  retryItem,
  skipItem,
} from '../../../src/client/queueCommands';
import { deleteRuns, editRun, undoDelete } from '../../../src/client/runLibrary';
import { closeEngine, setEngineHost } from '../../../src/client/session';
import { compareStore, firstCompareState } from '../../../src/state/compareStore';
import { engineStore, initialEngineState } from '../../../src/state/engineStore';
import { queueEtaMs, queueStore } from '../../../src/state/queueStore';
import { firstRecipe, setRecipe } from '../../../src/state/recipeStore';
import { emptyRun, runStore } from '../../../src/state/runStore';
import type { DefenseRecipe } from '../../../workers/protocol';
import { defenseRecipe, defenseReport } from '../compare/sampleRuns';
import { failed, FakeEngine } from './fakeEngine';

const latest: { engine: FakeEngine | null } = { engine: null };
function engine(): FakeEngine {
  if (latest.engine === null) throw new Error('no engine was started');
  return latest.engine;
}
const lines = new Map<string, string>();
const EMPTY = queueStore.getState();
const states = () => queueStore.getState().items.map(({ state }) => state);
const seeds = () => queueStore.getState().items.map(({ recipe }) => recipe.seed);
const idOf = (seed: number): string =>
  queueStore.getState().items.find(({ recipe }) => recipe.seed === seed)?.id ?? '';

beforeEach(() => {
  lines.clear();
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => lines.get(key) ?? null,
    setItem: (key: string, value: string) => void lines.set(key, value),
    removeItem: (key: string) => void lines.delete(key),
  });
  setEngineHost(() => (latest.engine = new FakeEngine()).host());
  engineStore.setState(initialEngineState(), true);
  runStore.setState({ ...emptyRun(), finished: [] }, true);
  compareStore.setState(firstCompareState(), true);
  queueStore.setState(EMPTY, true);
  setRecipe(firstRecipe());
});
afterEach(async () => {
  holdQueue(true);
  closeEngine({ code: 'cancelled', params: {} });
  await vi.waitFor(() => expect(states()).not.toContain('running'));
  vi.unstubAllGlobals();
});

/** Waits until the engine was asked for it. */
async function begun(recipe: DefenseRecipe): Promise<void> {
  const call = `defend ${recipe.method.id} ${recipe.seed}`;
  await vi.waitFor(() => expect(engine().calls).toContain(call));
}

async function finish(recipe: DefenseRecipe): Promise<void> {
  await begun(recipe);
  engine().endDefense({ ok: true, value: defenseReport(recipe) });
}

const [first, second, third] = [1, 2, 3].map((seed) => defenseRecipe('ft', seed)) as [
  DefenseRecipe,
  DefenseRecipe,
  DefenseRecipe,
];

describe('order', () => {
  it('runs one after the other and keeps each', async () => {
    enqueue([first, second]);
    expect(states()).toEqual(['running', 'waiting']);
    await finish(first);
    await begun(second);
    expect(states()).toEqual(['done', 'running']);
    expect(queueEtaMs(queueStore.getState())).not.toBeNull();
    await finish(second);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'done']));
    const kept = compareStore.getState().runs;
    expect(kept.map(({ recipe }) => recipe.seed).toSorted()).toEqual([1, 2]);
    expect(queueStore.getState().items[0]?.run).toBe(kept.find(({ recipe }) => recipe.seed === 1)?.id);
    expect(kept[0]).toMatchObject({ method: 'ft', pruned: 3, after: { attackSuccessRate: 0.1 } });
    expect(kept[0]?.hash).not.toBe(kept[1]?.hash);
  });

  it('can be changed among those that wait', async () => {
    enqueue([first, second, third]);
    moveItem(idOf(3), -1);
    expect(seeds()).toEqual([1, 3, 2]);
    // What runs stays where it is.
    moveItem(idOf(3), -1);
    expect(seeds()).toEqual([1, 3, 2]);
    moveItem(idOf(3), 5);
    expect(seeds()).toEqual([1, 2, 3]);
    await skipItem(idOf(2));
    await finish(first);
    await begun(third);
    expect(states()).toEqual(['done', 'skipped', 'running']);
    expect(engine().calls).not.toContain('defend ft 2');
  });

  it('shows what the run under way says', async () => {
    enqueue([first]);
    await begun(first);
    const { baseline, points } = defenseReport(first);
    const untouched = { row: { ...baseline, at: 0, pruned: 0, isWithin: true }, least: 0.95 };
    engine().send(engine().runJob, [
      { kind: 'state', state: 'running', stage: 'tune' },
      { kind: 'progress', phase: 'tune', done: 3, total: 12, unit: 'step', etaMs: 900 },
      { kind: 'untouched', ...untouched },
      ...points.map((row) => ({ kind: 'point', row }) as const),
    ]);
    await vi.waitFor(() =>
      expect(queueStore.getState()).toMatchObject({ stage: 'tune', done: 3, total: 12, points, untouched }),
    );
    // It has its own place on the page: nothing else announces it.
    expect(engineStore.getState().loading).toBeNull();
  });
});

describe('hold', () => {
  it('lets nothing new begin until it goes on', async () => {
    enqueue([first, second]);
    holdQueue(true);
    await finish(first);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'waiting']));
    holdQueue(false);
    await begun(second);
  });

  it('waits while a run of the page holds the engine', async () => {
    const run = client.startRun();
    await vi.waitFor(() => expect(engine().calls).toContain('start'));
    enqueue([first]);
    expect(states()).toEqual(['waiting']);
    engine().end();
    await run;
    await begun(first);
  });
});

describe('ends', () => {
  it('goes on after a fault, and tries again when asked', async () => {
    enqueue([first, second]);
    await begun(first);
    engine().endDefense(failed('defense-unfit'));
    await finish(second);
    await vi.waitFor(() => expect(states()).toEqual(['failed', 'done']));
    expect(queueStore.getState().items[0]?.fault?.code).toBe('defense-unfit');
    engine().calls.length = 0;
    retryItem(idOf(1));
    await finish(first);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'done']));
    expect(queueStore.getState().items[0]?.fault).toBeNull();
    clearEnded();
    expect(states()).toEqual([]);
  });

  it('begins a run anew once when the device went away under it, and no more than once', async () => {
    enqueue([first, second]);
    await begun(first);
    engine().calls.length = 0;
    engine().endDefense(failed('device-lost'));
    await begun(first);
    expect(queueStore.getState().items[0]).toMatchObject({ state: 'running', wasLost: true, fault: null });
    engine().calls.length = 0;
    engine().endDefense(failed('device-lost'));
    await finish(second);
    await vi.waitFor(() => expect(states()).toEqual(['failed', 'done']));
    expect(queueStore.getState().items[0]?.fault?.code).toBe('device-lost');
    expect(engine().calls).not.toContain('defend ft 1');
  });

  it('steers and cancels the run under way through the page’s own commands', async () => {
    enqueue([first, second]);
    await begun(first);
    await client.control('pause');
    expect(engine().calls).toContain('pause');
    expect(queueStore.getState().status).toBe('pausing');
    await client.control('cancel');
    await begun(second);
    expect(states()).toEqual(['skipped', 'running']);
  });

  it('brings the open network back', async () => {
    const recipe = { ...first, model: { kind: 'zoo', id: 'blend-8' } } as const;
    enqueue([recipe]);
    await finish(recipe);
    await vi.waitFor(() =>
      expect(engine().calls.filter((call) => call.startsWith('loadModel'))).toEqual([
        'loadModel blend-8',
        'loadModel badnets-8',
      ]),
    );
  });
});

describe('a reload', () => {
  it('brings what waited and what ran back, held', async () => {
    enqueue([first, second, third]);
    await finish(first);
    await begun(second);
    queueStore.setState(EMPTY, true);
    recallQueue();
    expect(seeds()).toEqual([2, 3]);
    expect(states()).toEqual(['waiting', 'waiting']);
    expect(queueStore.getState()).toMatchObject({ isHeld: true, dropped: 0 });
  });

  it('drops what is no recipe, and says how many', () => {
    lines.set(
      'rnp-tab-queue',
      JSON.stringify([first, { format: 'rnp-defense' }, 7, { ...second, seed: -1 }]),
    );
    recallQueue();
    expect(seeds()).toEqual([1]);
    expect(queueStore.getState().dropped).toBe(3);
  });

  it('finds nothing where storage holds something foreign', () => {
    lines.set('rnp-tab-queue', 'no json');
    recallQueue();
    expect(queueStore.getState()).toMatchObject({ items: [], isHeld: false, dropped: 0 });
  });
});

describe('files of other defenses', () => {
  it('are a recipe that waits, behind what waited before a reload, until it is told to go on', async () => {
    lines.set('rnp-tab-queue', JSON.stringify([first]));
    openDefenseRecipe(JSON.stringify(second));
    expect(seeds()).toEqual([1, 2]);
    expect(states()).toEqual(['waiting', 'waiting']);
    holdQueue(false);
    await finish(first);
    await finish(second);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'done']));
  });

  it('or a report that stands among the runs; another file is refused and nothing is kept', async () => {
    await openDefenseReport(JSON.stringify(defenseReport(second)));
    expect(compareStore.getState().runs).toMatchObject([{ method: 'ft', pruned: 3 }]);
    await expect(
      openDefenseReport(JSON.stringify({ ...defenseReport(second), chosen: null })),
    ).rejects.toMatchObject({ fault: { code: 'file-damaged' } });
    expect(compareStore.getState().runs).toHaveLength(1);
  });
});

describe('kept runs', () => {
  it('are starred, deleted and brought back, in memory where there is no database', async () => {
    enqueue([first]);
    await finish(first);
    await vi.waitFor(() => expect(states()).toEqual(['done']));
    const id = compareStore.getState().runs[0]?.id ?? '';
    await editRun(id, { starred: true, note: 'good' });
    await deleteRuns([id]);
    expect(compareStore.getState()).toMatchObject({ runs: [], status: 'memory' });
    await undoDelete();
    expect(compareStore.getState().runs).toMatchObject([{ id, starred: true, note: 'good' }]);
  });

  it('hold runs of the place Run as well', async () => {
    const run = client.startRun();
    await vi.waitFor(() => expect(engine().calls).toContain('start'));
    engine().end();
    await run;
    await vi.waitFor(() => expect(compareStore.getState().runs).toMatchObject([{ method: 'rnp' }]));
  });
});
