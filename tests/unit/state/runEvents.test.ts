/** What each event does to the run on the page. */
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../workers/protocol';
import { applyRunEvent, applyRunEvents } from '../../../src/state/runEvents';
import { emptyRun, type RunState } from '../../../src/state/runStore';

const RUNNING: RunState = { ...emptyRun(), finished: [], status: 'running' };
const states = (run: RunState) => Object.values(run.stages).map(({ state }) => state);

describe('stages', () => {
  it('one after the other: the one before is done when the next begins', () => {
    const unlearning = applyRunEvent(RUNNING, { kind: 'state', state: 'running', stage: 'unlearn' });
    expect(states(unlearning)).toEqual(['running', 'waiting', 'waiting']);
    const recovering = applyRunEvent(unlearning, { kind: 'state', state: 'running', stage: 'recover' });
    expect(states(recovering)).toEqual(['done', 'running', 'waiting']);
    expect(states(applyRunEvent(recovering, { kind: 'end', how: 'done' }))).toEqual([
      'done',
      'done',
      'waiting',
    ]);
  });

  it('count their own phases only', () => {
    const progress = { kind: 'progress', done: 3, total: 9, unit: 'step', etaMs: 5 } as const;
    const counted = applyRunEvents(RUNNING, [
      { ...progress, phase: 'baseline' },
      { ...progress, phase: 'sweep' },
    ]);
    expect(counted.stages.unlearn.done).toBe(0);
    expect(counted.stages.prune).toMatchObject({ done: 3, total: 9, etaMs: 5 });
  });

  it('a skipped stage stays skipped while its last batch reports', () => {
    const skipped: RunState = {
      ...RUNNING,
      stage: 'unlearn',
      stages: { ...RUNNING.stages, unlearn: { state: 'skipped', done: 3, total: 9, etaMs: null } },
    };
    const late = applyRunEvent(skipped, { kind: 'state', state: 'running', stage: 'unlearn' });
    expect(states(late)[0]).toBe('skipped');
    const next = applyRunEvent(late, { kind: 'state', state: 'running', stage: 'recover' });
    expect(states(next)).toEqual(['skipped', 'running', 'waiting']);
  });

  it('the one that runs fails with the run', () => {
    const events: EngineEvent[] = [
      { kind: 'state', state: 'running', stage: 'recover' },
      { kind: 'end', how: 'failed', fault: { code: 'diverged', params: { step: 4 } } },
    ];
    const failed = applyRunEvents(RUNNING, events);
    expect(states(failed)).toEqual(['waiting', 'failed', 'waiting']);
    expect(failed).toMatchObject({ status: 'failed', fault: { code: 'diverged' } });
  });
});

describe('findings', () => {
  it('gathers rows, cuts, notices and doubts in order, a doubt once', () => {
    const run = applyRunEvents(RUNNING, [
      { kind: 'cut', site: 'bn1', channel: 2, verdict: 'cut', cutSoFar: 1 },
      { kind: 'cut', site: 'bn1', channel: 5, verdict: 'vetoed', cutSoFar: 1 },
      { kind: 'notice', code: 'no-trigger', params: {} },
      { kind: 'doubt', doubt: 'recovery-poor' },
      { kind: 'doubt', doubt: 'recovery-poor' },
      {
        kind: 'label',
        histogram: Uint32Array.of(8, 2),
        predicted: 0,
        share: 0.8,
        margins: null,
        lead: null,
      },
    ]);
    expect(run.cuts.map(({ verdict }) => verdict)).toEqual(['cut', 'vetoed']);
    expect(run.notices).toEqual([{ code: 'no-trigger', params: {} }]);
    expect(run.doubts).toEqual(['recovery-poor']);
    expect(run.label).toEqual({ histogram: [8, 2], predicted: 0, share: 0.8, margins: null, lead: null });
  });
});
