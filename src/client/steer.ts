/** Steering the one job that learns, a run or a training: the same for both. */
import type { StoreApi } from 'zustand/vanilla';
import type { EngineApi, Fault, JobId, Result } from '../../workers/protocol';
import { can, hasEnded, type RunInput, type RunStatus, transition } from '../state/transition';
import { deadline } from './deadline';
import { call, closeEngine } from './session';

export type ControlWord = Parameters<EngineApi['control']>[0]['do'];

export const CANCELLED: Fault = { code: 'cancelled', params: {} };

const MISSING: Result<void> = { ok: false, fault: { code: 'run-missing', params: {} } };

type Steering = (word: ControlWord) => Promise<Result<void>>;

/** How jobs of places that load late are steered: each says so itself when it is loaded, since the first screen goes without it. */
export const lateSteering: Record<'queue' | 'detection', Steering> = {
  queue: () => Promise.resolve(MISSING),
  detection: () => Promise.resolve(MISSING),
};

const ANSWER_WITHIN_MS = 2000;
/** An answered cancel still finishes the batch it is in; after this it is taken for stuck. */
const END_WITHIN_MS = 10_000;

interface Job {
  readonly status: RunStatus;
  readonly job: JobId | null;
}

/** A job as it stands in its store. */
export interface SteeredJob {
  readonly store: Pick<StoreApi<Job>, 'getState'> & {
    setState(change: Partial<Job>): void;
    subscribe(listener: () => void): () => void;
  };
  /** Called where the engine had to be ended because it did not react to a cancel. */
  readonly onStuck: (job: JobId) => void;
}

const INPUT_OF_WORD: Partial<Record<ControlWord, RunInput>> = {
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
};

function jobEnded({ store }: SteeredJob, job: JobId): Promise<'ended'> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const now = store.getState();
      return now.job !== job || hasEnded(now.status);
    };
    if (look()) return resolve('ended');
    const stop = store.subscribe(() => {
      if (!look()) return;
      stop();
      resolve('ended');
    });
  });
}

/** Cancels the job; an engine that does not react in time is ended. */
async function cancel(steered: SteeredJob, job: JobId): Promise<Result<void>> {
  const answered = call((api) => api.control({ job, do: 'cancel' }));
  const answer = deadline(ANSWER_WITHIN_MS);
  const first = await Promise.race([answered, jobEnded(steered, job), answer.passed]);
  answer.stop();
  const end = deadline(END_WITHIN_MS);
  const outcome = first === 'late' ? first : await Promise.race([jobEnded(steered, job), end.passed]);
  end.stop();
  if (outcome !== 'ended') {
    closeEngine(CANCELLED);
    steered.onStuck(job);
  }
  return { ok: true, value: undefined };
}

/** Pauses, resumes, steps, ends a stage or cancels. Fault `run-missing` where the word does not fit the job's state. */
export async function steer(steered: SteeredJob, word: ControlWord): Promise<Result<void>> {
  const { store } = steered;
  const { job, status } = store.getState();
  if (job === null || !can(word, status)) return MISSING;
  // A step out of a running stage first holds it.
  const input = word === 'step' && status === 'running' ? 'pause' : INPUT_OF_WORD[word];
  if (input !== undefined) store.setState({ status: transition(status, input) });
  if (word === 'cancel') return cancel(steered, job);
  if (word === 'step' && status === 'running') await call((api) => api.control({ job, do: 'pause' }));
  return call((api) => api.control({ job, do: word }));
}
