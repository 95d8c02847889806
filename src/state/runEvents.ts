/** What each engine event changes in the run on the page: one pure reducer, used by the client and by replay. */
import type { EngineEvent, PhaseId, Stage } from '../../workers/protocol';
import { isStage, STAGES } from '../../workers/protocol';
import type { RunState, StageProgress, StageState } from './runStore';
import { transition } from './transition';

type Stages = RunState['stages'];
type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { kind: K }>;

/** Phases that are a stage's own work; the others are waiting of a more general kind. */
const STAGE_OF_PHASE: Partial<Record<PhaseId, Stage>> = {
  unlearn: 'unlearn',
  recover: 'recover',
  label: 'unlearn',
  prune: 'prune',
  reveal: 'prune',
  stand: 'prune',
  sweep: 'prune',
  'sweep-order': 'prune',
};

/** The stage whose progress a phase counts; null for phases outside the three stages. */
export function stageOfPhase(phase: PhaseId): Stage | null {
  return STAGE_OF_PHASE[phase] ?? null;
}

function withStage(stages: Stages, stage: Stage, change: Partial<StageProgress>): Stages {
  return { ...stages, [stage]: { ...stages[stage], ...change } };
}

/** Every stage that runs becomes `state`; the others stay as they are. */
export function settleRunning(stages: Stages, state: StageState): Stages {
  let settled = stages;
  for (const stage of STAGES)
    if (settled[stage].state === 'running') settled = withStage(settled, stage, { state, etaMs: null });
  return settled;
}

function enterStage(stages: Stages, stage: Stage): Stages {
  if (stages[stage].state === 'running') return stages;
  return withStage(settleRunning(stages, 'done'), stage, { state: 'running' });
}

function onState(run: RunState, { state, stage }: EventOf<'state'>): RunState {
  const status = transition(run.status, { engine: state });
  // A training's stages are no stages of this run.
  if (!isStage(stage)) return { ...run, status };
  // A stage the user skipped may still report itself until its batch is through.
  const stages = run.stages[stage].state === 'skipped' ? run.stages : enterStage(run.stages, stage);
  return { ...run, status, stage, stages };
}

function onProgress(run: RunState, { phase, done, total, etaMs }: EventOf<'progress'>): RunState {
  const stage = stageOfPhase(phase);
  if (stage === null) return run;
  return { ...run, stages: withStage(run.stages, stage, { done, total, etaMs }) };
}

function onEnd(run: RunState, { how, fault }: EventOf<'end'>): RunState {
  const settled = { done: 'done', failed: 'failed', cancelled: 'skipped' } as const;
  const status = transition(run.status, { engine: how });
  const shown = how === 'failed' ? (fault ?? run.fault) : run.fault;
  return { ...run, status, stages: settleRunning(run.stages, settled[how]), fault: shown };
}

/** The run after `event`. Kinds that carry large data are left to the series store. */
export function applyRunEvent(run: RunState, event: EngineEvent): RunState {
  switch (event.kind) {
    case 'state':
      return onState(run, event);
    case 'progress':
      return onProgress(run, event);
    case 'end':
      return onEnd(run, event);
    case 'label': {
      const { histogram, predicted, share, lead } = event;
      const margins = event.margins === null ? null : [...event.margins];
      return { ...run, label: { histogram: [...histogram], predicted, share, margins, lead } };
    }
    case 'revealed': {
      const { label, fooled, picture, round } = event;
      return { ...run, revealed: [...run.revealed.slice(0, round - 1), { label, fooled, picture }] };
    }
    case 'sweep':
      return { ...run, sweep: [...run.sweep, { ...event.row, by: event.by }] };
    case 'cut': {
      const { site, channel, verdict } = event;
      return { ...run, cuts: [...run.cuts, { site, channel, verdict }] };
    }
    case 'memory': {
      const { tensors, bytes, limitBytes } = event;
      return { ...run, memory: { tensors, bytes, limitBytes } };
    }
    case 'notice': {
      // What is said again is said once, in its newest form.
      const { code, params } = event;
      return { ...run, notices: [...run.notices.filter((each) => each.code !== code), { code, params }] };
    }
    case 'doubt':
      return run.doubts.includes(event.doubt) ? run : { ...run, doubts: [...run.doubts, event.doubt] };
    case 'planted':
    case 'attention':
    case 'change':
    case 'ranking':
    case 'isolated':
    case 'trigger-search':
    case 'predictions':
    case 'entropies':
    case 'untouched':
    case 'point':
    case 'points':
    case 'masks':
    case 'heatmap':
      return run;
    default:
      return event satisfies never;
  }
}

/** The run after all of `events`, in order. */
export function applyRunEvents(run: RunState, events: readonly EngineEvent[]): RunState {
  return events.reduce(applyRunEvent, run);
}
