/** What each engine event changes in the detection on the page: one pure reducer. */
import type { EngineEvent } from '../../workers/protocol';
import type { DetectState } from './detectStore';
import { transition } from './transition';
import { triggerSearchReading } from './triggerSearch';

type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { kind: K }>;

function onState(now: DetectState, { state, stage }: EventOf<'state'>): DetectState {
  const status = transition(now.status, { engine: state });
  const isSame = stage === null || stage === now.stage;
  // The searches of two networks are one stage each.
  const begun = isSame && stage !== 'search' ? {} : { stage, done: 0, total: null, etaMs: null };
  return { ...now, status, ...begun };
}

function onPredictions(now: DetectState, event: EventOf<'predictions'>): DetectState {
  const { accuracies, histograms, steps } = now.trace;
  const trace = {
    steps: [...steps, event.step],
    accuracies: [...accuracies, event.accuracy],
    histograms: [...histograms, [...event.histogram]],
  };
  return { ...now, trace };
}

function onEntropies(now: DetectState, { network, triggered, values }: EventOf<'entropies'>): DetectState {
  const known = now.entropies[network] ?? { clean: [], triggered: null };
  const next = { ...known, [triggered ? 'triggered' : 'clean']: [...values] };
  return { ...now, entropies: { ...now.entropies, [network]: next } };
}

/** The detection after `event`. */
export function applyDetectEvent(now: DetectState, event: EngineEvent): DetectState {
  switch (event.kind) {
    case 'state':
      return onState(now, event);
    case 'progress':
      return event.unit === 'step' || event.unit === 'row'
        ? { ...now, done: event.done, total: event.total, etaMs: event.etaMs }
        : now;
    case 'predictions':
      return onPredictions(now, event);
    case 'label': {
      const { histogram, lead, margins, predicted, share } = event;
      const known = margins === null ? null : [...margins];
      return { ...now, label: { histogram: [...histogram], predicted, share, margins: known, lead } };
    }
    case 'masks':
      return { ...now, masks: { edges: event.edges, sites: event.sites } };
    case 'trigger-search':
      return { ...now, searches: { ...now.searches, [event.network]: triggerSearchReading(event) } };
    case 'entropies':
      return onEntropies(now, event);
    case 'memory': {
      const { bytes, limitBytes, tensors } = event;
      return { ...now, memory: { tensors, bytes, limitBytes } };
    }
    case 'notice': {
      const { code, params } = event;
      return { ...now, notices: [...now.notices.filter((each) => each.code !== code), { code, params }] };
    }
    case 'end': {
      const status = transition(now.status, { engine: event.how });
      return { ...now, status, fault: event.how === 'failed' ? (event.fault ?? null) : now.fault };
    }
    default:
      return now;
  }
}

/** The detection after all of `events`, in order. */
export function applyDetectEvents(now: DetectState, events: readonly EngineEvent[]): DetectState {
  return events.reduce(applyDetectEvent, now);
}
