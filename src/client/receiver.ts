/** Brings the engine's envelopes into the stores: run events into the run, waiting into the engine store. */
import { DEFENSE_STAGES, type EngineEvent, type Envelope, type PhaseId } from '../../workers/protocol';
import { engineStore, type LoadingWhat } from '../state/engineStore';
import { applyRunEvents, stageOfPhase } from '../state/runEvents';
import { applyDetectEvents } from '../state/detectEvents';
import { detectStore } from '../state/detectStore';
import { runStore } from '../state/runStore';
import { applyQueueEvent, queueStore } from '../state/queueStore';
import { queueSeries, series, trainSeries } from '../state/series';
import { applyTrainEvents, trainingStageOf } from '../state/trainEvents';
import { trainStore } from '../state/trainStore';
import { EnvelopeLaws } from './envelopeLaws';

type ProgressEvent = Extract<EngineEvent, { kind: 'progress' }>;

/** Jobs of this page and what each is for; progress of an unknown job is not shown. */
const jobs = new Map<string, LoadingWhat>();
/** The phase that is shown, and since when. */
let phaseShown = { key: '', sinceMs: 0 };
let laws = new EnvelopeLaws();

/** Says what a job is for, before its command is sent. */
export function expectJob(job: string, what: LoadingWhat): void {
  jobs.set(job, what);
}

/** Takes a job's progress line off the page, when its command has been answered. */
export function finishJob(job: string): void {
  jobs.delete(job);
  engineStore.setState(({ loading }) => (loading?.job === job ? { loading: null } : {}));
}

/** Forgets everything about the old worker's jobs. */
export function resetReceiver(): void {
  jobs.clear();
  laws = new EnvelopeLaws();
  engineStore.setState({ loading: null });
}

/** Time left at the pace so far; null where that cannot be told. */
function paceLeft({ phase, done, total, unit }: ProgressEvent, job: string): number | null {
  const key = `${job} ${phase} ${unit}`;
  const nowMs = performance.now();
  if (phaseShown.key !== key) phaseShown = { key, sinceMs: nowMs };
  if (total === null || done <= 0) return null;
  return ((nowMs - phaseShown.sinceMs) * (total - done)) / done;
}

/** Phases of the other defenses and of detection that their places show themselves. */
const STAGE_PHASES: ReadonlySet<PhaseId> = new Set([...DEFENSE_STAGES, 'overlay']);
/** Jobs that learn, stage by stage. */
const LEARNING: ReadonlySet<LoadingWhat> = new Set(['run', 'training', 'detection']);

function showProgress(job: string, event: ProgressEvent): void {
  const what = jobs.get(job);
  if (what === undefined) return;
  const { phase, done, total, unit } = event;
  const etaMs = event.etaMs ?? paceLeft(event, job);
  // The stages have their own place in the run or training; here stands only what comes before and between them.
  const isStage = STAGE_PHASES.has(phase) || stageOfPhase(phase) !== null || trainingStageOf(phase) !== null;
  if (LEARNING.has(what) && isStage) engineStore.setState({ loading: null });
  else engineStore.setState({ loading: { job, what, phase, done, total, unit, etaMs } });
}

/** Takes in one envelope. */
export function receiveEnvelope(envelope: Envelope): void {
  const broken = laws.check(envelope);
  if (broken !== null) engineStore.setState({ fault: { code: 'bug', params: {}, detail: broken } });
  const progress = envelope.events.findLast((event) => event.kind === 'progress');
  if (progress !== undefined) showProgress(envelope.job, progress);
  if (envelope.job === trainStore.getState().job) {
    for (const event of envelope.events) trainSeries.append(event);
    trainStore.setState((training) => applyTrainEvents(training, envelope.events));
  }
  if (envelope.job === queueStore.getState().job) {
    for (const event of envelope.events) queueSeries.append(event);
    queueStore.setState((queue) => envelope.events.reduce(applyQueueEvent, queue));
  }
  if (envelope.job === detectStore.getState().job)
    detectStore.setState((detection) => applyDetectEvents(detection, envelope.events));
  if (envelope.job !== runStore.getState().job) return;
  for (const event of envelope.events) series.append(event);
  runStore.setState((run) => applyRunEvents(run, envelope.events));
}
