/** A detection against a scripted engine: begun, steered, ended, asked about pictures, shown from a file. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  openDetectionRecipe,
  openDetectionReport,
  recallDetection,
  showLastDetection,
} from '../../../src/app/openDetection';
import { discardDetection, judgeFiles, startDetection } from '../../../src/client/detectCommands';
import { client } from '../../../src/client/engineClient';
import { closeEngine, setEngineHost } from '../../../src/client/session';
import { evidenceOfReport } from '../../../src/features/detect/evidence';
import { plannedDetection } from '../../../src/features/detect/plannedDetection';
import { verdictTitle } from '../../../src/features/detect/verdictWords';
import { restoreDetectionReport } from '../../../src/link/restoreDetectionReport';
import { detectPlanStore, firstDetectPlan } from '../../../src/state/detectPlanStore';
import { detectStore, emptyDetection } from '../../../src/state/detectStore';
import { engineStore, initialEngineState } from '../../../src/state/engineStore';
import { firstRecipe, recipeStore, setRecipe } from '../../../src/state/recipeStore';
import { isBusy, steered } from '../../../src/state/steered';
import { viewStore } from '../../../src/state/viewStore';
import { FaultError } from '../../../workers/protocol';
import { failed, FakeEngine } from '../client/fakeEngine';
import { detectionReport } from './sampleDetection';

const latest: { engine: FakeEngine | null } = { engine: null };
function engine(): FakeEngine {
  if (latest.engine === null) throw new Error('no engine was started');
  return latest.engine;
}
const recipe = plannedDetection(firstDetectPlan(), firstRecipe());

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  setEngineHost(() => (latest.engine = new FakeEngine()).host());
  engineStore.setState(initialEngineState(), true);
  detectStore.setState(emptyDetection(), true);
  setRecipe(firstRecipe());
});
afterEach(() => {
  closeEngine({ code: 'cancelled', params: {} });
  vi.unstubAllGlobals();
});

/** A detection that is under way, and the promise of its end. */
async function begun(): Promise<{ readonly ending: ReturnType<typeof startDetection> }> {
  const ending = startDetection(recipe);
  await vi.waitFor(() => expect(engine().calls).toContain(`detect ${recipe.seed}`));
  return { ending };
}

describe('a detection', () => {
  it('holds the engine, shows what it hears, and ends with a report that pictures can be held against', async () => {
    const { ending } = await begun();
    expect(isBusy()).toBe(true);
    expect(steered().what).toBe('detection');
    engine().send(engine().runJob, [
      { kind: 'state', state: 'running', stage: 'unlearn' },
      { kind: 'predictions', step: 0, accuracy: 1, histogram: Uint32Array.of(1, 2) },
    ]);
    await vi.waitFor(() => expect(detectStore.getState().trace.histograms).toEqual([[1, 2]]));
    // It has its own place on the page: nothing else announces it.
    expect(engineStore.getState().loading).toBeNull();
    engine().endDetection({ ok: true, value: detectionReport() });
    await ending;
    expect(detectStore.getState()).toMatchObject({ status: 'done', answering: engine().runJob });
    expect(isBusy()).toBe(false);
  });

  it('is refused while something else learns', async () => {
    const run = client.startRun();
    await vi.waitFor(() => expect(engine().calls).toContain('start'));
    expect(await startDetection(recipe)).toEqual(failed('run-busy'));
    expect(detectStore.getState()).toMatchObject({ status: 'idle', fault: { code: 'run-busy' } });
    engine().end();
    await run;
  });

  it('is steered by the page’s own commands, and leaves nothing once it is cleared', async () => {
    const { ending } = await begun();
    await client.control('pause');
    expect(detectStore.getState().status).toBe('pausing');
    const cancelled = client.control('cancel');
    engine().endDetection(failed('cancelled'));
    await Promise.all([ending, cancelled]);
    expect(detectStore.getState()).toMatchObject({ status: 'cancelled', fault: null, report: null });
    discardDetection();
    expect(detectStore.getState()).toEqual(emptyDetection());
  });

  it('shows the fault that ended it', async () => {
    const { ending } = await begun();
    engine().endDetection(failed('diverged'));
    await ending;
    expect(detectStore.getState()).toMatchObject({ status: 'failed', fault: { code: 'diverged' } });
  });
});

describe('pictures', () => {
  it('are asked about in the networks of the detection, and a refusal is kept beside them', async () => {
    const { ending } = await begun();
    engine().endDetection({ ok: true, value: detectionReport() });
    await ending;
    const file = new File(['x'], 'one.png');
    expect(await judgeFiles([{ path: 'one.png', file }])).toEqual(failed('run-missing'));
    expect(detectStore.getState().judging).toMatchObject({ status: 'none', fault: { code: 'run-missing' } });
  });

  it('are not asked about where the report came from a file', async () => {
    openDetectionReport(JSON.stringify(detectionReport()));
    const before = latest.engine;
    expect(await judgeFiles([])).toEqual(failed('run-missing'));
    expect(latest.engine).toBe(before);
  });
});

describe('what this tab found', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });

  it('is there again after a reload, until it is cleared', async () => {
    const { ending } = await begun();
    engine().endDetection({ ok: true, value: detectionReport() });
    await ending;
    detectStore.setState(emptyDetection(), true);
    recallDetection();
    expect(detectStore.getState()).toMatchObject({ status: 'done', report: detectionReport() });
    discardDetection();
    recallDetection();
    expect(detectStore.getState().status).toBe('idle');
  });

  it('can be shown again where the next detection ended early, until that is cleared', async () => {
    const first = await begun();
    engine().endDetection({ ok: true, value: detectionReport() });
    await first.ending;
    engine().calls.length = 0;
    const second = await begun();
    // Never pushes aside what is under way.
    expect(showLastDetection()).toBe(false);
    engine().endDetection(failed('diverged'));
    await second.ending;
    expect(detectStore.getState()).toMatchObject({ status: 'failed', report: null });
    // Coming back to the place does not bring it: that takes the button.
    recallDetection();
    expect(detectStore.getState().report).toBeNull();
    expect(showLastDetection()).toBe(true);
    const shown = { status: 'done', fault: null, answering: null, report: detectionReport() };
    expect(detectStore.getState()).toMatchObject(shown);
    discardDetection();
    expect(showLastDetection()).toBe(false);
  });

  it('is forgotten where it cannot be read any more', () => {
    kept.set('rnp-tab-detection', '{"format": "rnp-detection-report", "version": 1}');
    recallDetection();
    expect(detectStore.getState().status).toBe('idle');
    expect([...kept.keys()]).toEqual([]);
  });
});

describe('a recipe from a file', () => {
  it('goes onto the form, with all that it changes', () => {
    const changed = plannedDetection(
      { constants: 'paper', changes: { 'search.rounds': 9, 'detect.strips': false } },
      firstRecipe(),
    );
    openDetectionRecipe(JSON.stringify(changed));
    expect(plannedDetection(detectPlanStore.getState(), recipeStore.getState().recipe)).toEqual(changed);
    expect(viewStore.getState().place).toBe('detect');
    expect(() => openDetectionRecipe('{"format": "rnp-detection"}')).toThrow(FaultError);
  });
});

function faultOf(text: string): FaultError['fault'] {
  try {
    restoreDetectionReport(text);
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  throw new Error('accepted');
}

describe('a report from a file', () => {
  it('is shown as a detection that has ended, in its place', () => {
    openDetectionReport(JSON.stringify(detectionReport()));
    expect(detectStore.getState()).toMatchObject({
      status: 'done',
      answering: null,
      report: detectionReport(),
    });
    expect(viewStore.getState().place).toBe('detect');
  });

  it('pushes none aside that is under way', async () => {
    const { ending } = await begun();
    expect(() => openDetectionReport(JSON.stringify(detectionReport()))).toThrow(FaultError);
    expect(detectStore.getState()).toMatchObject({ status: 'running', report: null });
    engine().endDetection(failed('cancelled'));
    await ending;
  });

  it('is refused by name, or can be drawn, whatever single field is another', () => {
    const whole = detectionReport();
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(whole)), fc.jsonValue({ maxDepth: 2 }), (key, value) => {
        try {
          const report = restoreDetectionReport(JSON.stringify({ ...whole, [key]: value }));
          evidenceOfReport(report);
          verdictTitle(report.verdict, report.data.classes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FaultError);
        }
      }),
    );
  });

  const report = detectionReport();
  const [search] = report.searches;
  it.each([
    ['nothing', '', 'file-empty'],
    ['no JSON', '{', 'file-damaged'],
    ['another report', JSON.stringify({ ...report, format: 'rnp-report' }), 'file-unknown'],
    ['a newer one', JSON.stringify({ ...report, version: 2 }), 'link-newer'],
    [
      'a recipe with a wrong field',
      JSON.stringify({ ...report, recipe: { ...report.recipe, seed: -1 } }),
      'recipe-invalid',
    ],
    [
      'an unknown finding',
      JSON.stringify({ ...report, verdict: { ...report.verdict, findings: [{}] } }),
      'file-damaged',
    ],
    [
      'pictures of another size',
      JSON.stringify({
        ...report,
        searches: [{ ...search, pictures: { ...search?.pictures, rows: 30_000, columns: 30_000 } }],
      }),
      'file-damaged',
    ],
    [
      'pictures that are no base64',
      JSON.stringify({ ...report, searches: [{ ...search, pictures: { ...search?.pictures, masks: '*' } }] }),
      'file-damaged',
    ],
    [
      'steps without predictions',
      JSON.stringify({
        ...report,
        label: { ...report.label, trace: { ...report.label.trace, histograms: [] } },
      }),
      'file-damaged',
    ],
  ])('is refused where it holds %s', (_, text, code) => {
    expect(faultOf(text).code).toBe(code);
  });
});
