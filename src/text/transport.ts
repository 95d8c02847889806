/** Words of the transport bar and of all commands. */
import type { TrainingStage } from '../../workers/protocol';
import type { RunStatus } from '../state/transition';

export const ACTION_LABELS = {
  play: 'Play or pause',
  step: 'One step',
  slow: 'Slow motion',
  skip: 'End this stage and go on',
  cancel: 'Cancel the run',
  resumeRun: 'Resume the run that was cut off',
  branch: 'Run again from this step with other settings',
  oracle: 'Show or hide what only the attacker knows',
  undo: 'Undo the last change of the recipe',
  redo: 'Redo',
  show: (place: string) => `Go to ${place}`,
  open: (panel: string) => `Open ${panel}`,
} as const;

export const TRANSPORT = {
  bar: 'Transport',
  play: 'Play',
  pause: 'Pause',
  again: 'Run again',
  runHere: 'Run it here',
  step: 'Step',
  slow: 'Slow',
  skip: 'Skip',
  cancel: 'Cancel',
  resume: 'Resume',
  branch: 'Branch',
  scrubber: 'Recorded steps',
  follow: 'Follow the run',
  at: (stage: string, step: number) => `${stage}, step ${step}`,
  live: 'latest',
  elapsed: 'elapsed',
  left: (duration: string) => `${duration} left`,
  memory: (used: string, limit: string | null) => (limit === null ? used : `${used} of ${limit}`),
  memoryLabel: 'memory',
  recorded: 'recorded',
  progress: 'Progress of the training',
  preparing: 'getting ready to train',
  queueProgress: 'Progress of the run in the queue',
  preparingQueue: 'getting ready',
  detectProgress: 'Progress of the detection',
  trains: (stage: string, done: number, total: number | null): string =>
    total === null ? stage : `${stage}, step ${done} of ${total}`,
} as const;

export const STATUS_NAMES: Readonly<Record<RunStatus, string>> = {
  idle: 'not started',
  running: 'running',
  pausing: 'pausing',
  paused: 'paused',
  cancelling: 'cancelling',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** What a training does, stage by stage. */
export const TRAINING_STAGE_NAMES: Readonly<Record<TrainingStage, string>> = {
  prepare: 'Honest network',
  craft: 'Making the trigger',
  train: 'Training',
};

/** Milliseconds as minutes and seconds, e.g. `0:14`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
