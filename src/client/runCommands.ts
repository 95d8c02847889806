/** Commands of a run: start, steer, and bring back after a crash. */
import type { Fault, JobId, Recipe, Report, Result, Stage } from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { recipeStore } from '../state/recipeStore';
import { settleRunning } from '../state/runEvents';
import { emptyRun, runStore } from '../state/runStore';
import { series } from '../state/series';
import { isBusy, steered } from '../state/steered';
import { can, hasEnded, isAlive } from '../state/transition';
import { setView, viewStore } from '../state/viewStore';
import { ensureLoaded } from './ensureLoaded';
import { expectJob, finishJob } from './receiver';
import { stopReplay } from './replay';
import { runClock } from './runClock';
import { call, ensureEngine, newJob, showFault } from './session';
import { CANCELLED, type ControlWord, steer, type SteeredJob } from './steer';
import { sendWatch } from './watch';

const BUSY: Fault = { code: 'run-busy', params: {} };

function refused(fault: Fault): { ok: false; fault: Fault } {
  runStore.setState({ fault });
  return { ok: false, fault };
}

/** How the list of finished runs names one. */
function titleOf(report: Report): string {
  return `${report.model.name}, seed ${report.recipe.seed}`;
}

/** Compare keeps every finished run; what it keeps them with is loaded with the first. */
async function keep(report: Report): Promise<void> {
  await (await import('./runLibrary')).keepRun(report);
}

function settle(job: JobId, result: Result<Report>): void {
  finishJob(job);
  if (runStore.getState().job !== job) return;
  runClock.stop();
  if (result.ok) {
    const report = result.value;
    runStore.setState((run) => ({
      status: 'done',
      report,
      elapsedMs: report.elapsedMs.total,
      stages: finishedStages(run.stages),
      finished: [...run.finished, { job, title: titleOf(report), report }],
    }));
    void keep(report);
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
  runClock.start();
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
  if (isBusy()) return refused(BUSY);
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
  if (isAlive(steered().status)) return refused(BUSY);
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

/** Starts a new engine after a crash and loads again what the recipe names. */
export async function reopen(): Promise<Result<void>> {
  const ready = await ensureEngine();
  return ready.ok ? ensureLoaded(recipeStore.getState().recipe) : ready;
}

const STEERED: SteeredJob = {
  store: runStore,
  onStuck: (job) => {
    settle(job, { ok: false, fault: CANCELLED });
    void reopen();
  },
};

function markSkipped(): void {
  runStore.setState(({ stage, stages }) =>
    stage === null
      ? {}
      : { stages: { ...stages, [stage]: { ...stages[stage], state: 'skipped', etaMs: null } } },
  );
}

/** Steers the run on the page: pause, resume, step, skip the stage, cancel. */
export async function controlRun(word: ControlWord): Promise<Result<void>> {
  const { recorded, status } = runStore.getState();
  if (recorded || !can(word, status)) return { ok: false, fault: { code: 'run-missing', params: {} } };
  if (word === 'skipStage') markSkipped();
  const result = await steer(STEERED, word);
  if (!result.ok) showFault(result.fault, 'run');
  return result;
}

/** Two steps a second, or as fast as it goes. */
export function setSlow(slow: boolean): void {
  if (viewStore.getState().slow !== slow) setView({ slow });
}
