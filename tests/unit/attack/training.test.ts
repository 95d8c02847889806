/** A training from the page's side, against a scripted engine: what the stores say at each turn, and who is steered. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { actionState } from '../../../src/actions/actionState';
import { skipStage } from '../../../src/actions/skipStage';
import { stepRun } from '../../../src/actions/stepRun';
import { client } from '../../../src/client/engineClient';
import { closeEngine, setEngineHost } from '../../../src/client/session';
import { engineStore, initialEngineState } from '../../../src/state/engineStore';
import { FIRST_PRESET, firstRecipe, recipeStore, setRecipe } from '../../../src/state/recipeStore';
import { emptyRun, runStore } from '../../../src/state/runStore';
import { trainSeries } from '../../../src/state/series';
import { isBusy, steered } from '../../../src/state/steered';
import { canResumeTraining, emptyTraining, trainStore } from '../../../src/state/trainStore';
import type { EngineEvent, ModelSummary } from '../../../workers/protocol';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { failed, FakeEngine } from '../client/fakeEngine';
import { MODEL } from '../run/plausibleRun';
import { plausibleTraining } from './plausibleTraining';

const RECIPE = createAttackRecipe({ id: 'badnets' });
/** What the page opens by itself; {@link MODEL} is what the training leaves. */
const BUILT_IN: ModelSummary = { ...MODEL, sha256: 'ef'.repeat(32) };
const latest: { engine: FakeEngine | null } = { engine: null };
function engine(): FakeEngine {
  if (latest.engine === null) throw new Error('no engine was started');
  return latest.engine;
}
const training = () => trainStore.getState();

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  latest.engine = null;
  setEngineHost(() => {
    latest.engine = new FakeEngine();
    latest.engine.answers.loadModel = { ok: true, value: BUILT_IN };
    return latest.engine.host();
  });
  engineStore.setState(initialEngineState(), true);
  runStore.setState({ ...emptyRun(), finished: [] }, true);
  trainStore.setState(emptyTraining(), true);
  setRecipe(firstRecipe(), FIRST_PRESET);
  trainSeries.reset();
});
afterEach(() => {
  closeEngine({ code: 'cancelled', params: {} });
  vi.unstubAllGlobals();
});

/** Starts a training up to the engine's `train`. */
async function start(): Promise<{ readonly ended: ReturnType<typeof client.startTraining> }> {
  const ended = client.startTraining(RECIPE);
  await vi.waitFor(() => expect(engine().calls).toContain('train'));
  return { ended };
}

/** Ends the training with its network, which the engine opens as a file. */
function endWell(): void {
  engine().answers.loadModel = { ok: true, value: MODEL };
  engine().endTraining({ ok: true, value: plausibleTraining() });
}

function send(...events: readonly EngineEvent[]): void {
  engine().send(engine().runJob, events);
}

const STEP: EngineEvent = { kind: 'progress', phase: 'train', done: 3, total: 9, unit: 'step', etaMs: 2000 };

describe('a training', () => {
  it('begins when what the page opens by itself is there: while it learns, the engine refuses loads', async () => {
    // The page has just been opened, and the button is pressed at once.
    const opening = client.connect().then(() => client.ensureLoaded(recipeStore.getState().recipe));
    const { ended } = await start();
    await opening;
    const asked = engine().calls.filter((each) => /^(load|train)/.test(each));
    expect(asked).toEqual([`loadModel ${FIRST_PRESET}`, 'loadData shapes', 'train']);
    expect(engineStore.getState().fault).toBeNull();
    engine().endTraining(failed('cancelled'));
    await ended;
  });

  it('fills its own store and curves, and leaves the run alone', async () => {
    const { ended } = await start();
    const { trigger, poison } = plausibleTraining().report;
    if (trigger === null) throw new Error('a trigger is planted');
    send(
      { kind: 'state', state: 'running', stage: 'train' },
      { kind: 'planted', trigger, poison },
      {
        kind: 'points',
        stage: 'train',
        metric: 'loss',
        steps: Uint32Array.of(1),
        values: Float32Array.of(2),
      },
      STEP,
    );
    await vi.waitFor(() =>
      expect(training()).toMatchObject({ stage: 'train', done: 3, total: 9, etaMs: 2000 }),
    );
    expect(training().planted).toEqual({ trigger, poison });
    expect([...trainSeries.points('train', 'loss').values]).toEqual([2]);
    expect(runStore.getState()).toMatchObject({ status: 'idle', stage: null });
    expect(engineStore.getState().loading).toBeNull();
    expect([steered().what, isBusy()]).toEqual(['training', true]);
    engine().endTraining(failed('diverged'));
    await ended;
    expect([steered().what, isBusy()]).toEqual(['run', false]);
    expect(training()).toMatchObject({ status: 'failed', fault: { code: 'diverged' } });
  });

  it('opens its network as a file with its trigger, and RNP runs on it when asked', async () => {
    const { ended } = await start();
    endWell();
    await ended;
    const { report, file, status } = training();
    expect([status, file?.name, file?.size]).toEqual(['done', 'badnets.safetensors', 3]);
    const { recipe } = recipeStore.getState();
    expect(recipe.model).toMatchObject({ kind: 'file', name: 'badnets.safetensors', sha256: MODEL.sha256 });
    expect(recipe.trigger).toEqual(report?.trigger);

    const loads = engine().calls.filter((each) => each.startsWith('loadModel')).length;
    expect((await client.removeTrained()).ok).toBe(true);
    await vi.waitFor(() => expect(engine().calls).toContain('start'));
    expect(engine().calls.filter((each) => each.startsWith('loadModel'))).toHaveLength(loads);
    expect(runStore.getState().recipe?.model).toEqual(recipe.model);
  });

  it('is opened again by Remove where another network has been opened since', async () => {
    const { ended } = await start();
    endWell();
    await ended;
    engine().answers.loadModel = { ok: true, value: { ...MODEL, sha256: 'cd'.repeat(32) } };
    await client.openZoo(FIRST_PRESET);
    engine().answers.loadModel = { ok: true, value: MODEL };
    await client.removeTrained();
    await vi.waitFor(() => expect(engine().calls).toContain('start'));
    expect(recipeStore.getState().recipe.model).toMatchObject({ kind: 'file', name: 'badnets.safetensors' });
  });

  it('is what the transport and its keys steer', async () => {
    const { ended } = await start();
    send(STEP);
    await vi.waitFor(() => expect(training().done).toBe(3));
    await client.control('pause');
    expect(training().status).toBe('pausing');
    expect(stepRun.enabled(actionState())).toBe(true);
    expect(skipStage.enabled(actionState())).toBe(false);
    await client.control('step');
    await client.control('resume');
    await client.control('cancel');
    await ended;
    expect(engine().calls.slice(-4)).toEqual(['pause', 'step', 'resume', 'cancel']);
    expect([training().status, training().fault]).toEqual(['cancelled', null]);
    expect(canResumeTraining(training())).toBe(true);
  });

  it('goes on from its snapshot after a cancel, with the recipe it was started with', async () => {
    const { ended } = await start();
    send(STEP);
    await vi.waitFor(() => expect(training().done).toBe(3));
    await client.control('cancel');
    await ended;
    const resumed = client.resumeTraining();
    await vi.waitFor(() => expect(engine().resumed).toBe(true));
    expect(training()).toMatchObject({ status: 'running', recipe: RECIPE });
    endWell();
    await resumed;
    expect(training().status).toBe('done');
    client.discardTraining();
    expect(training()).toEqual(emptyTraining());
  });

  it('keeps runs, loads and a second training out while it goes on', async () => {
    const { ended } = await start();
    expect((await client.startTraining(RECIPE)).ok).toBe(false);
    expect(training().fault?.code).toBe('run-busy');
    expect(await client.startRun()).toMatchObject({ ok: false, fault: { code: 'run-busy' } });
    expect(await client.openZoo(FIRST_PRESET)).toMatchObject({ ok: false, fault: { code: 'run-busy' } });
    engine().endTraining(failed('cancelled'));
    await ended;
    expect(engine().calls.filter((each) => each === 'train')).toHaveLength(1);
  });

  it('waits for a run that is under way', async () => {
    const run = client.startRun();
    await vi.waitFor(() => expect(engine().calls).toContain('start'));
    expect(await client.startTraining(RECIPE)).toMatchObject({ ok: false, fault: { code: 'run-busy' } });
    expect(steered().what).toBe('run');
    engine().end();
    await run;
  });

  it('ends an engine that does not react to its cancel, and starts another', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { ended } = await start();
      const first = engine();
      first.stuck = true;
      const cancelled = client.control('cancel');
      await vi.advanceTimersByTimeAsync(20_000);
      await cancelled;
      expect(first.terminated).toBe(true);
      expect((await ended).ok).toBe(false);
      expect(training().status).toBe('cancelled');
      await vi.waitFor(() => expect(engine()).not.toBe(first));
    } finally {
      vi.useRealTimers();
    }
  });
});
