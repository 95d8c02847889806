/** Commands of a training: plant a backdoor, steer, go on after a cut, and hand the network to the page. */
import type { AttackRecipe, Fault, JobId, Result, TrainedNetwork } from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { editRecipe, recipeStore } from '../state/recipeStore';
import { trainSeries } from '../state/series';
import { isBusy } from '../state/steered';
import { canResumeTraining, emptyTraining, trainStore } from '../state/trainStore';
import { can, hasEnded } from '../state/transition';
import { ensureBuiltIn, ensureLoaded } from './ensureLoaded';
import { loneNetwork, openFiles } from './fileCommands';
import { expectJob, finishJob } from './receiver';
import { stopReplay } from './replay';
import { trainClock } from './runClock';
import { reopen, startRun } from './runCommands';
import { call, ensureEngine, newJob } from './session';
import { CANCELLED, type ControlWord, steer, type SteeredJob } from './steer';
import { forgetTraining, rememberTraining } from './tabTraining';
import { sendWatch } from './watch';

type Trained = Result<TrainedNetwork>;

function refused(fault: Fault): { ok: false; fault: Fault } {
  trainStore.setState({ fault });
  return { ok: false, fault };
}

function settle(job: JobId, result: Trained): void {
  finishJob(job);
  if (trainStore.getState().job !== job) return;
  trainClock.stop();
  if (!result.ok) {
    const { fault } = result;
    trainStore.setState(fault.code === 'cancelled' ? { status: 'cancelled' } : { status: 'failed', fault });
    return;
  }
  const { report, file } = result.value;
  forgetTraining();
  trainStore.setState({
    status: 'done',
    report,
    file: new File([new Uint8Array(file.bytes)], file.name, { type: file.type }),
    elapsedMs: report.elapsedMs,
  });
}

/** Opens the trained network as a file of the user's, with what was planted in it as the trigger. */
async function openTrained(): Promise<Result<void>> {
  const { file, report } = trainStore.getState();
  if (file === null || report === null) return refused({ code: 'model-missing', params: {} });
  const isOpen = engineStore.getState().model?.sha256 === report.file.sha256;
  const opened = isOpen
    ? { ok: true as const, value: undefined }
    : await openFiles({ model: loneNetwork(file) });
  if (!opened.ok) return opened;
  const { trigger } = report;
  editRecipe((recipe) =>
    JSON.stringify(recipe.trigger) === JSON.stringify(trigger) ? recipe : { ...recipe, trigger },
  );
  return opened;
}

/**
 * Starts the engine and loads again what the training takes from it. A training of drawn pictures takes nothing, but what the page opens
 * by itself comes first: while it learns, the engine would refuse that.
 */
async function prepare(job: JobId, { data }: AttackRecipe): Promise<Result<void>> {
  const ready = await ensureEngine();
  if (ready.ok && data.kind === 'shapes') await ensureBuiltIn();
  const loaded =
    ready.ok && data.kind === 'files' ? await ensureLoaded(recipeStore.getState().recipe) : ready;
  const { job: current, status } = trainStore.getState();
  if (current !== job || status === 'cancelling' || hasEnded(status)) return { ok: false, fault: CANCELLED };
  return loaded.ok ? { ok: true, value: undefined } : loaded;
}

async function send(job: JobId, recipe: AttackRecipe, resume: boolean): Promise<Trained> {
  const prepared = await prepare(job, recipe);
  if (!prepared.ok) {
    // The fault of a load is shown once, with the training it stopped.
    engineStore.setState({ fault: null });
    settle(job, prepared);
    return prepared;
  }
  trainClock.start();
  expectJob(job, 'training');
  await sendWatch();
  const result = await call((api) => api.train({ job, recipe, resume }));
  settle(job, result);
  if (result.ok) await openTrained();
  return result;
}

/** Trains a network. Fault `run-busy` while something else learns. */
export async function startTraining(recipe: AttackRecipe): Promise<Trained> {
  if (isBusy()) return refused({ code: 'run-busy', params: {} });
  stopReplay();
  const job = newJob('training');
  if (trainStore.getState().status === 'done') trainSeries.keepGhost();
  trainSeries.reset();
  rememberTraining(recipe);
  trainStore.setState({ ...emptyTraining(), status: 'running', job, recipe });
  return send(job, recipe, false);
}

/** Goes on from the last snapshot of a training that was cut off. */
export async function resumeTraining(): Promise<Trained> {
  if (isBusy()) return refused({ code: 'run-busy', params: {} });
  const training = trainStore.getState();
  const { recipe } = training;
  if (!canResumeTraining(training) || recipe === null) return refused({ code: 'run-missing', params: {} });
  stopReplay();
  const job = newJob('training');
  trainStore.setState({ status: 'running', job, fault: null, isInterrupted: false });
  return send(job, recipe, true);
}

/** Takes a training that has ended off the page, with everything it has drawn. */
export function discardTraining(): void {
  if (!hasEnded(trainStore.getState().status)) return;
  forgetTraining();
  trainSeries.reset();
  trainStore.setState(emptyTraining());
}

const STEERED: SteeredJob = {
  store: trainStore,
  onStuck: (job) => {
    settle(job, { ok: false, fault: CANCELLED });
    void reopen();
  },
};

/** Steers the training on the page: pause, resume, step, cancel. */
export async function controlTraining(word: ControlWord): Promise<Result<void>> {
  if (!can(word, trainStore.getState().status))
    return { ok: false, fault: { code: 'run-missing', params: {} } };
  const result = await steer(STEERED, word);
  return result.ok || result.fault.code === 'cancelled' ? result : refused(result.fault);
}

/** Runs RNP, with the recipe on the page, on the network that was trained. */
export async function removeTrained(): Promise<Result<void>> {
  const opened = await openTrained();
  if (opened.ok) void startRun();
  return opened;
}
