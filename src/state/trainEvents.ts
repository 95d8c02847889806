/** What each engine event changes in the training on the page: one pure reducer. */
import {
  type AnyStage,
  type EngineEvent,
  type PhaseId,
  TRAINING_STAGES,
  type TrainingStage,
} from '../../workers/protocol';
import type { TrainState } from './trainStore';
import { transition } from './transition';

/** The training stage that a stage or phase is; null for all others. */
export function trainingStageOf(name: AnyStage | PhaseId | null): TrainingStage | null {
  return TRAINING_STAGES.find((each) => each === name) ?? null;
}

/** The training after `event`. Kinds that carry large data are left to the series store. */
export function applyTrainEvent(training: TrainState, event: EngineEvent): TrainState {
  switch (event.kind) {
    case 'state': {
      const status = transition(training.status, { engine: event.state });
      const stage = trainingStageOf(event.stage) ?? training.stage;
      const begun = stage === training.stage ? {} : { stage, done: 0, total: null, etaMs: null };
      return { ...training, status, ...begun };
    }
    case 'progress': {
      const { done, total, etaMs } = event;
      const stage = trainingStageOf(event.phase);
      return stage === null ? training : { ...training, stage, done, total, etaMs };
    }
    case 'planted': {
      const { trigger, poison } = event;
      return { ...training, planted: { trigger, poison } };
    }
    case 'memory': {
      const { tensors, bytes, limitBytes } = event;
      return { ...training, memory: { tensors, bytes, limitBytes } };
    }
    case 'end': {
      const status = transition(training.status, { engine: event.how });
      return { ...training, status, fault: event.how === 'failed' ? (event.fault ?? null) : training.fault };
    }
    default:
      return training;
  }
}

/** The training after all of `events`, in order. */
export function applyTrainEvents(training: TrainState, events: readonly EngineEvent[]): TrainState {
  return events.reduce(applyTrainEvent, training);
}
