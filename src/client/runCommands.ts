/** Commands of a run: start, steer, and bring back after a crash. */
import type { EngineApi, Fault, JobId, Recipe, Report, Result, Stage } from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { recipeStore } from '../state/recipeStore';
import { settleRunning } from '../state/runEvents';
import { emptyRun, isRunning, runStore } from '../state/runStore';
import { series } from '../state/series';
import { can, hasEnded, isAlive, type RunInput, transition } from '../state/transition';
import { setView, viewStore } from '../state/viewStore';
import { deadline } from './deadline';
import { ensureLoaded } from './ensureLoaded';
import { expectJob, finishJob } from './receiver';
import { stopReplay } from './replay';
import { startRunClock, stopRunClock } from './runClock';
import { call, closeEngine, ensureEngine, newJob, showFault } from './session';
import { sendWatch } from './watch';

export type ControlWord = Parameters<EngineApi['control']>[0]['do'];

const ANSWER_WITHIN_MS = 2000;
/** An answered cancel still finishes the batch it is in; after this it is taken for stuck. */
const END_WITHIN_MS = 10_000;
const CANCELLED: Fault = { code: 'cancelled', params: {} };
const BUSY: Fault = { code: 'run-busy', params: {} };

function refused(fault: Fault): { ok: false; fault: Fault } {
  runStore.setState({ fault });
  return { ok: false, fault };
}

/** How the list of finished runs names one. */
function titleOf(report: Report): string {
  return `${report.model.name}, seed ${report.recipe.seed}`;
}

function settle(job: JobId, result: Result<Report>): void {
  finishJob(job);
  if (runStore.getState().job !== job) return;
  stopRunClock();
  if (result.ok) {
    const report = result.value;
    runStore.setState((run) => ({
      status: 'done',
      report,
      elapsedMs: report.elapsedMs.total,
      stages: finishedStages(run.stages),
      finished: [...run.finished, { job, title: titleOf(report), report }],
    }));
    return;
  }
  const how = result.fault.code === 'cancelled' ? 'cancelled' : 'failed';
  runStore.setState((run) => ({
    status: how,
    stages: settleRunning(run.stages, how === 'failed' ? 'failed' : 'skipped'),
    fault: how === 'failed' ? result.fault : run.fault,
  }));
}

function finishedStages(stages: ReturnType<typeof emptyRun>['stages']): typeof stages {
  const entries = Object.entries(stages).map(([stage, progress]) => [
    stage,
    { ...progress, state: progress.state === 'skipped' ? 'skipped' : 'done', etaMs: null },
  ]);
  return Object.fromEntries(entries) as Record<Stage, (typeof stages)[Stage]>;
}

async function send(job: JobId, recipe: Recipe, resume: boolean): Promise<Result<Report>> {
  startRunClock();
  expectJob(job, 'run');
  await sendWatch();
  const result = await call((api) => api.start({ job, recipe, resume }));
  settle(job, result);
  return result;
}

/** Loads what the recipe needs; false where the run was cancelled or failed meanwhile. */
async function prepare(job: JobId, recipe: Recipe): Promise<Result<void>> {
  const ready = await ensureEngine();
  const loaded = ready.ok ? await ensureLoaded(recipe) : ready;
  const { status, job: current } = runStore.getState();
  if (current !== job || status === 'cancelling' || hasEnded(status)) return { ok: false, fault: CANCELLED };
  return loaded.ok ? { ok: true, value: undefined } : loaded;
}

/** Runs the recipe on the page. A second run while one is alive is refused with `run-busy`. */
export async function startRun(): Promise<Result<Report>> {
  const run = runStore.getState();
  if (isRunning(run)) return refused(BUSY);
  stopReplay();
  const job = newJob('run');
  const { recipe } = recipeStore.getState();
  if (!run.recorded) series.keepGhost();
  series.reset();
  setView({ scrub: null });
  runStore.setState({ ...emptyRun(), status: 'running', job, recipe, startedAtMs: Date.now() });
  const prepared = await prepare(job, recipe);
  if (prepared.ok) return send(job, recipe, false);
  // The fault of a load is shown once, with the run it stopped.
  engineStore.setState({ fault: null });
  settle(job, prepared);
  return prepared;
}

/** Goes on from the last snapshot of a run that was cut off. */
export async function resumeRun(): Promise<Result<Report>> {
  const run = runStore.getState();
  if (isAlive(run.status)) return refused(BUSY);
  if (!can('resumeRun', run.status) || run.recorded || run.recipe === null)
    return refused({ code: 'run-missing', params: {} });
  const job = newJob('run');
  const { recipe } = run;
  runStore.setState({ status: 'running', job, fault: null });
  const prepared = await prepare(job, recipe);
  if (prepared.ok) return send(job, recipe, true);
  settle(job, prepared);
  return prepared;
}

/** Takes a run that ended early off the page, with everything it has drawn. */
export function discardRun(): void {
  if (!can('resumeRun', runStore.getState().status)) return;
  series.reset();
  setView({ scrub: null });
  runStore.setState(emptyRun());
}

const INPUT_OF_WORD: Partial<Record<ControlWord, RunInput>> = {
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
};

function runEnded(job: JobId): Promise<'ended'> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const run = runStore.getState();
      return run.job !== job || hasEnded(run.status);
    };
    if (look()) return resolve('ended');
    const stop = runStore.subscribe(() => {
      if (!look()) return;
      stop();
      resolve('ended');
    });
  });
}

/** Cancels the run; an engine that does not react in time is ended, and another one is started in its place. */
async function cancel(job: JobId): Promise<Result<void>> {
  const answered = call((api) => api.control({ job, do: 'cancel' }));
  const answer = deadline(ANSWER_WITHIN_MS);
  const first = await Promise.race([answered, runEnded(job), answer.passed]);
  answer.stop();
  const end = deadline(END_WITHIN_MS);
  const outcome = first === 'late' ? first : await Promise.race([runEnded(job), end.passed]);
  end.stop();
  if (outcome === 'ended') return { ok: true, value: undefined };
  closeEngine(CANCELLED);
  settle(job, { ok: false, fault: CANCELLED });
  void reopen();
  return { ok: true, value: undefined };
}

/** Starts a new engine after a crash and loads again what the recipe names. */
export async function reopen(): Promise<Result<void>> {
  const ready = await ensureEngine();
  return ready.ok ? ensureLoaded(recipeStore.getState().recipe) : ready;
}

function markSkipped(): void {
  runStore.setState(({ stage, stages }) =>
    stage === null
      ? {}
      : { stages: { ...stages, [stage]: { ...stages[stage], state: 'skipped', etaMs: null } } },
  );
}

/** Steers the run on the page: pause, resume, step, skip the stage, cancel. */
export async function control(word: ControlWord): Promise<Result<void>> {
  const { job, status, recorded } = runStore.getState();
  if (job === null || recorded || !can(word, status))
    return { ok: false, fault: { code: 'run-missing', params: {} } };
  // A step out of a running stage first holds it.
  const input = word === 'step' && status === 'running' ? 'pause' : INPUT_OF_WORD[word];
  if (input !== undefined) runStore.setState({ status: transition(status, input) });
  if (word === 'cancel') return cancel(job);
  if (word === 'skipStage') markSkipped();
  if (word === 'step' && status === 'running') await call((api) => api.control({ job, do: 'pause' }));
  const result = await call((api) => api.control({ job, do: word }));
  if (!result.ok) showFault(result.fault, 'run');
  return result;
}

/** Two steps a second, or as fast as it goes. */
export function setSlow(slow: boolean): void {
  if (viewStore.getState().slow !== slow) setView({ slow });
}
