/** Commands of a detection: look for a backdoor, steer, ask about pictures afterwards, and show a report out of a file. */
import type {
  DetectionRecipe,
  DetectionReport,
  Fault,
  JobId,
  JudgedPictures,
  PickedFile,
  Result,
} from '../../workers/protocol';
import { detectStore, emptyDetection } from '../state/detectStore';
import { engineStore } from '../state/engineStore';
import { isBusy } from '../state/steered';
import { can, hasEnded, isAlive } from '../state/transition';
import { ensureLoaded } from './ensureLoaded';
import { expectJob, finishJob } from './receiver';
import { stopReplay } from './replay';
import { detectClock } from './runClock';
import { reopen } from './runCommands';
import { call, callJob, ensureEngine, newJob } from './session';
import { CANCELLED, type ControlWord, lateSteering, steer, type SteeredJob } from './steer';
import { forgetDetection, rememberDetection } from './tabDetection';
import { sendWatch } from './watch';

type Detected = Result<DetectionReport>;

function refused(fault: Fault): { ok: false; fault: Fault } {
  detectStore.setState({ fault });
  return { ok: false, fault };
}

function settle(job: JobId, result: Detected): void {
  finishJob(job);
  if (detectStore.getState().job !== job) return;
  detectClock.stop();
  if (result.ok) {
    const report = result.value;
    rememberDetection(report);
    detectStore.setState({ status: 'done', report, answering: job, elapsedMs: report.elapsedMs });
    return;
  }
  const { fault } = result;
  detectStore.setState(fault.code === 'cancelled' ? { status: 'cancelled' } : { status: 'failed', fault });
}

async function prepare(job: JobId, recipe: DetectionRecipe): Promise<Result<void>> {
  const ready = await ensureEngine();
  const loaded = ready.ok ? await ensureLoaded(recipe) : ready;
  const { job: current, status } = detectStore.getState();
  if (current !== job || status === 'cancelling' || hasEnded(status)) return { ok: false, fault: CANCELLED };
  return loaded.ok ? { ok: true, value: undefined } : loaded;
}

/** Looks for a backdoor in the network that the recipe names. Fault `run-busy` while something else learns. */
export async function startDetection(recipe: DetectionRecipe): Promise<Detected> {
  if (isBusy()) return refused({ code: 'run-busy', params: {} });
  stopReplay();
  const job = newJob('detection');
  detectStore.setState({ ...emptyDetection(), status: 'running', job, recipe });
  const prepared = await prepare(job, recipe);
  if (!prepared.ok) {
    // The fault of a load is shown once, with the detection it stopped.
    engineStore.setState({ fault: null });
    settle(job, prepared);
    return prepared;
  }
  detectClock.start();
  expectJob(job, 'detection');
  await sendWatch();
  const result = await call((api) => api.detect({ job, recipe }));
  settle(job, result);
  return result;
}

/** Takes a detection that has ended off the page. */
export function discardDetection(): void {
  if (!hasEnded(detectStore.getState().status)) return;
  forgetDetection();
  detectStore.setState(emptyDetection());
}

/** Shows a report out of a file; false while a detection is under way, which is never pushed aside. */
export function showDetection(report: DetectionReport): boolean {
  if (isAlive(detectStore.getState().status)) return false;
  const { elapsedMs, recipe } = report;
  detectStore.setState({ ...emptyDetection(), status: 'done', recipe, report, elapsedMs });
  return true;
}

/** Asks which of some pictures carry a trigger. Fault `run-missing` where the networks of the detection are gone, or `cancelled`. */
export async function judgeFiles(files: readonly PickedFile[]): Promise<Result<JudgedPictures>> {
  const { answering: run } = detectStore.getState();
  const asked = { asked: files.length, found: null, fault: null } as const;
  detectStore.setState({ judging: { ...asked, status: 'judging' } });
  const result =
    run === null
      ? ({ ok: false, fault: { code: 'run-missing', params: {} } } as const)
      : await callJob('judge', (api, job) => api.judge({ job, run, files }));
  // Another detection has begun meanwhile.
  if (detectStore.getState().answering !== run) return result;
  detectStore.setState({
    judging: result.ok
      ? { ...asked, status: 'judged', found: result.value }
      : { ...asked, status: 'none', fault: result.fault.code === 'cancelled' ? null : result.fault },
  });
  return result;
}

const STEERED: SteeredJob = {
  store: detectStore,
  onStuck: (job) => {
    settle(job, { ok: false, fault: CANCELLED });
    void reopen();
  },
};

/** Steers the detection under way: pause, resume, step, cancel. Fault `run-missing` where the word does not fit. */
export async function controlDetection(word: ControlWord): Promise<Result<void>> {
  if (!can(word, detectStore.getState().status))
    return { ok: false, fault: { code: 'run-missing', params: {} } };
  return steer(STEERED, word);
}

lateSteering.detection = controlDetection;
