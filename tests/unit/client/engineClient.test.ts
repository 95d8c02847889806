/** The client against a scripted engine: what the stores say at each turn of a run. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from '../../../src/client/engineClient';
import { loneNetwork, loneSet } from '../../../src/client/fileCommands';
import { closeEngine, setEngineHost } from '../../../src/client/session';
import { engineStore, initialEngineState } from '../../../src/state/engineStore';
import { FIRST_PRESET, firstRecipe, recipeStore, setRecipe } from '../../../src/state/recipeStore';
import { emptyRun, runStore } from '../../../src/state/runStore';
import { series } from '../../../src/state/series';
import { setView } from '../../../src/state/viewStore';
import { DATA, MODEL } from '../run/plausibleRun';
import { failed, FakeEngine } from './fakeEngine';

const engines: FakeEngine[] = [];
const latest: { engine: FakeEngine | null } = { engine: null };
function engine(): FakeEngine {
  if (latest.engine === null) throw new Error('no engine was started');
  return latest.engine;
}
const run = () => runStore.getState();

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  engines.length = 0;
  latest.engine = null;
  setEngineHost(() => {
    const fake = new FakeEngine();
    engines.push(fake);
    latest.engine = fake;
    return fake.host();
  });
  engineStore.setState(initialEngineState(), true);
  runStore.setState({ ...emptyRun(), finished: [] }, true);
  setRecipe(firstRecipe(), FIRST_PRESET);
  series.reset();
});
afterEach(() => {
  closeEngine({ code: 'cancelled', params: {} });
  vi.unstubAllGlobals();
});

/** Starts a run up to the engine's `start`; the promise of its end comes in a record, so that it is not awaited. */
async function start(): Promise<{ readonly ended: ReturnType<typeof client.startRun> }> {
  const ended = client.startRun();
  await vi.waitFor(() => expect(engine().calls).toContain('start'));
  return { ended };
}

describe('loading', () => {
  it('starts the engine with the first command and loads nothing twice', async () => {
    await client.openZoo(FIRST_PRESET);
    await client.openZoo(FIRST_PRESET);
    expect(engine().calls).toEqual(['hello', `loadModel ${FIRST_PRESET}`, 'loadData shapes']);
    expect(engineStore.getState()).toMatchObject({ status: 'ready', model: MODEL, data: DATA, fault: null });
  });

  it('keeps the network on the page when another one is refused', async () => {
    await client.openZoo(FIRST_PRESET);
    engine().answers.loadModel = failed('pickle-refused');
    const before = recipeStore.getState().recipe;
    const result = await client.openFiles({ model: loneNetwork(new File(['x'], 'evil.pth')) });
    expect(result.ok).toBe(false);
    expect(engineStore.getState().model).toEqual(MODEL);
    expect(engineStore.getState().files.model).toBeNull();
    expect(engineStore.getState().fault?.code).toBe('pickle-refused');
    expect(recipeStore.getState().recipe).toBe(before);
  });

  it('names opened files in the recipe by checksum', async () => {
    await client.openFiles(
      { model: loneNetwork(new File(['x'], 'net.pth')), defense: loneSet(new File(['y'], 'd.bin')) },
      { normalisation: 'imagenet' },
    );
    const { recipe, presetId } = recipeStore.getState();
    expect(recipe.model).toEqual({ kind: 'file', name: 'net.pth', sha256: MODEL.sha256 });
    expect(recipe.data).toMatchObject({ kind: 'files', defense: { sha256: DATA.defense.sha256 } });
    expect(presetId).toBeNull();
  });

  it('asks for a file that the recipe names and nobody has opened', async () => {
    const sha256 = 'cd'.repeat(32);
    setRecipe({ ...firstRecipe(), model: { kind: 'file', name: 'theirs.pth', sha256 } });
    await client.startRun();
    expect(run().status).toBe('failed');
    expect(run().fault).toMatchObject({ code: 'model-missing', params: { name: 'theirs.pth' } });
  });

  it('refuses a file with another checksum than the recipe names', async () => {
    await client.openFiles({ model: loneNetwork(new File(['x'], 'net.pth')) });
    const sha256 = 'cd'.repeat(32);
    setRecipe({ ...firstRecipe(), model: { kind: 'file', name: 'net.pth', sha256 } });
    await client.startRun();
    expect(run().fault).toMatchObject({ code: 'checksum-mismatch', params: { expected: sha256 } });
  });
});

describe('a run', () => {
  it('goes from start to report, and acknowledges every envelope', async () => {
    const { ended } = await start();
    const job = engine().runJob;
    engine().send(job, [{ kind: 'state', state: 'running', stage: 'unlearn' }]);
    engine().send(job, [
      {
        kind: 'points',
        stage: 'unlearn',
        metric: 'loss',
        steps: Uint32Array.of(1, 2),
        values: Float32Array.of(1, 2),
      },
      { kind: 'progress', phase: 'unlearn', done: 2, total: 20, unit: 'step', etaMs: 900 },
    ]);
    await vi.waitFor(() =>
      expect(run().stages.unlearn).toMatchObject({ state: 'running', done: 2, total: 20 }),
    );
    expect([...series.points('unlearn', 'loss').values]).toEqual([1, 2]);
    await vi.waitFor(() => expect(engine().acknowledged.map(({ seq }) => seq)).toEqual([0, 1]));
    engine().end();
    const result = await ended;
    expect(result.ok).toBe(true);
    expect(run()).toMatchObject({ status: 'done', recorded: false });
    expect(run().finished.map((each) => each.job)).toEqual([job]);
    expect(Object.values(run().stages).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  it('refuses a second run and goes on with the first', async () => {
    const { ended } = await start();
    const { job } = run();
    const second = await client.startRun();
    expect(second.ok).toBe(false);
    expect(run()).toMatchObject({ status: 'running', job, fault: { code: 'run-busy' } });
    engine().end();
    await ended;
    expect(run().status).toBe('done');
  });

  it('does not let a file push a run aside', async () => {
    const { ended } = await start();
    const opened = await client.openZoo('blend-16');
    expect(opened).toMatchObject({ ok: false, fault: { code: 'run-busy' } });
    engine().end();
    await ended;
  });

  it('pauses, steps and resumes', async () => {
    const { ended } = await start();
    await client.control('pause');
    expect(run().status).toBe('pausing');
    engine().send(engine().runJob, [{ kind: 'state', state: 'paused', stage: 'unlearn' }]);
    await vi.waitFor(() => expect(run().status).toBe('paused'));
    await client.control('step');
    expect(run().status).toBe('paused');
    await client.control('resume');
    expect(run().status).toBe('running');
    expect(engine().calls.slice(-3)).toEqual(['pause', 'step', 'resume']);
    engine().end();
    await ended;
  });

  it('cancels and keeps what was there', async () => {
    const { ended } = await start();
    engine().send(engine().runJob, [{ kind: 'state', state: 'running', stage: 'unlearn' }]);
    await vi.waitFor(() => expect(run().stage).toBe('unlearn'));
    await client.control('cancel');
    await ended;
    expect(run()).toMatchObject({ status: 'cancelled', stage: 'unlearn', fault: null });
    expect(engine().terminated).toBe(false);
  });

  it('ends an engine that does not answer a cancel, settles its calls and opens everything again', async () => {
    const { ended } = await start();
    engine().stuck = true;
    vi.useFakeTimers();
    const cancelled = client.control('cancel');
    await vi.advanceTimersByTimeAsync(2100);
    vi.useRealTimers();
    await cancelled;
    expect(await ended).toMatchObject({ ok: false, fault: { code: 'cancelled' } });
    expect(run().status).toBe('cancelled');
    expect(engines[0]?.terminated).toBe(true);
    await vi.waitFor(() =>
      expect(engines[1]?.calls).toEqual(['hello', `loadModel ${FIRST_PRESET}`, 'loadData shapes']),
    );
  });

  it('shows a crash of the engine as a failed run that can be resumed', async () => {
    const { ended } = await start();
    engine().crash({ code: 'bug', params: {}, detail: 'boom' });
    expect(await ended).toMatchObject({ ok: false, fault: { detail: 'boom' } });
    expect(run()).toMatchObject({ status: 'failed', fault: { code: 'bug' } });
    expect(engineStore.getState().status).toBe('failed');
    const resumed = client.resumeRun();
    await vi.waitFor(() => expect(engines[1]?.calls).toContain('start'));
    expect(engine().resumed).toBe(true);
    engine().end();
    expect((await resumed).ok).toBe(true);
    expect(run()).toMatchObject({ status: 'done', fault: null });
  });

  it('keeps the run of a recipe that was edited meanwhile', async () => {
    const { ended } = await start();
    setRecipe({ ...firstRecipe(), seed: 99 });
    engine().end(failed('device-lost'));
    await ended;
    expect(run()).toMatchObject({ status: 'failed', fault: { code: 'device-lost' } });
    expect(recipeStore.getState().recipe.seed).toBe(99);
  });

  it('reports a gap in the event stream instead of drawing a wrong picture in silence', async () => {
    const { ended } = await start();
    engine().send(engine().runJob, [], 0);
    engine().send(engine().runJob, [], 2);
    await vi.waitFor(() => expect(engineStore.getState().fault?.detail).toMatch(/envelope 2 after 0/));
    engine().end();
    await ended;
  });
});

describe('cuts of a finished run', () => {
  it('keeps the newest answer and says nothing of superseded ones', async () => {
    const { ended } = await start();
    engine().end();
    await ended;
    const old = client.tryPrune({ kind: 'count', count: 13 });
    const wanted = client.tryPrune({ kind: 'count', count: 14 });
    await Promise.all([old, wanted]);
    expect(run().trial).toMatchObject({ request: { count: 14 }, row: { pruned: 14 }, pending: false });
    expect(run().fault).toBeNull();
  });

  it('tells the network that is open from that of the run before', async () => {
    const { ended } = await start();
    engine().end();
    await ended;
    await client.openZoo('blend-8');
    const about = { images: [0], trigger: null } as const;
    await client.predict({ network: 'backdoored', ...about });
    await client.predictOfRun({ network: 'backdoored', ...about });
    expect(engine().calls.slice(-2)).toEqual([
      'predict backdoored of what is open',
      'predict backdoored of the run',
    ]);
  });

  it('draws the maps of another picture when it is asked for', async () => {
    const { ended } = await start();
    engine().end();
    await ended;
    setView({ layer: 'layer3.1', image: 5 });
    await client.maps();
    expect(engine().calls).toContain('maps layer3.1 5');
    expect(series.heatmaps().map(({ layer, image }) => [layer, image])).toEqual([['layer3.1', 5]]);
  });

  it('says that a recording cannot be asked', async () => {
    runStore.setState({ status: 'done', recorded: true });
    expect(await client.tryPrune({ kind: 'count', count: 1 })).toMatchObject({
      fault: { code: 'run-missing' },
    });
  });
});
