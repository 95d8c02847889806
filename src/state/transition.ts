/** The life of a run as one pure function, and what may be done when. Buttons and shortcuts ask `can`. */
import type { RunState as EngineRunState } from '../../workers/protocol';

export type RunStatus = 'idle' | EngineRunState;

/** What can happen to a run: commands of the user and answers of the engine. */
export type RunInput =
  'start' | 'pause' | 'resume' | 'step' | 'cancel' | 'reset' | { readonly engine: EngineRunState };

export type RunAction =
  'start' | 'pause' | 'resume' | 'step' | 'skipStage' | 'cancel' | 'resumeRun' | 'tryPrune' | 'export';

const ALIVE: ReadonlySet<RunStatus> = new Set(['running', 'pausing', 'paused', 'cancelling']);
const ENDED: ReadonlySet<RunStatus> = new Set(['done', 'cancelled', 'failed']);

/** Whether a run holds the engine. */
export function isAlive(status: RunStatus): boolean {
  return ALIVE.has(status);
}

/** Whether a run has ended, in whatever way. */
export function hasEnded(status: RunStatus): boolean {
  return ENDED.has(status);
}

function afterEngine(status: RunStatus, engine: EngineRunState): RunStatus {
  // A late "running" must not revive a run that ended, nor take back a cancel that is under way.
  if (!isAlive(status)) return status;
  if (status === 'cancelling' && !ENDED.has(engine)) return status;
  return engine;
}

/** The status after `input`; an input that does not fit leaves the status as it is. */
export function transition(status: RunStatus, input: RunInput): RunStatus {
  if (typeof input === 'object') return afterEngine(status, input.engine);
  switch (input) {
    case 'start':
      return isAlive(status) ? status : 'running';
    case 'pause':
      return status === 'running' ? 'pausing' : status;
    case 'resume':
      return status === 'paused' || status === 'pausing' ? 'running' : status;
    case 'step':
      return status;
    case 'cancel':
      return isAlive(status) ? 'cancelling' : status;
    case 'reset':
      return isAlive(status) ? status : 'idle';
    default:
      return input satisfies never;
  }
}

const ALLOWED: Readonly<Record<RunAction, readonly RunStatus[]>> = {
  start: ['idle', 'done', 'cancelled', 'failed'],
  pause: ['running'],
  resume: ['pausing', 'paused'],
  step: ['pausing', 'paused', 'running'],
  skipStage: ['running', 'pausing', 'paused'],
  cancel: ['running', 'pausing', 'paused'],
  resumeRun: ['cancelled', 'failed'],
  tryPrune: ['done'],
  export: ['done'],
};

/** Whether `action` makes sense while a run is in `status`. */
export function can(action: RunAction, status: RunStatus): boolean {
  return ALLOWED[action].includes(status);
}
