/** The searches behind the default cut as event streams: the exposed label, and the trigger that the network reveals. */
import type { Classifier } from '../graph/infer';
import { type CutFilter, type EngineEvent, FaultError, type PhaseId, type Picture } from '../protocol';
import { CutNetwork } from '../rnp/cut';
import { inferLabel, type LabelResult } from '../rnp/label';
import { type MarginResult, searchMargins, type Standing, standingOf } from '../rnp/margins';
import { relay } from '../rnp/relay';
import { type Change, type RevealReading, revealTrigger } from '../rnp/reveal';
import type { CarrierSearch, RoundReading } from '../rnp/rounds';
import { isLabelClear } from './doubts';
import { createRng } from './rng';
import type { RunState } from './stages';

type RevealedChange = Pick<RevealReading, 'change' | 'norm' | 'fooled'>;

/** Steps between two pictures of the search. */
const PICTURE_EVERY = 10;

/** Where a phase is. */
export function progressOf(
  { watch }: RunState,
  phase: PhaseId,
  done: number,
  total: number,
  unit: 'row' | 'step',
): EngineEvent {
  return { kind: 'progress', phase, done, total, unit, etaMs: watch.etaMs(phase, done, total) };
}

async function* searched(
  state: RunState,
  unlearned: Classifier,
): AsyncGenerator<EngineEvent, MarginResult | null> {
  const { context, networks, takeSkip } = state;
  const { labelRule, marginSteps } = context.recipe.unlearn;
  const original = networks.classifier('backdoored');
  if (labelRule === 'majority' || original === null) return null;
  const { defense } = context;
  const search = searchMargins({ unlearned, original, defense, steps: marginSteps, endsNow: takeSkip });
  return yield* relay(search, (step) => [progressOf(state, 'label', step, marginSteps, 'step')]);
}

/** Infers the label by the recipe's rule and says it. */
export async function* exposeLabel(
  state: RunState,
  unlearned: Classifier,
): AsyncGenerator<EngineEvent, LabelResult> {
  const margins = yield* searched(state, unlearned);
  const label = await inferLabel(unlearned, state.context.defense, margins);
  const { histogram, predicted, share } = label;
  yield {
    kind: 'label',
    histogram: histogram.slice(),
    predicted,
    share,
    margins: margins === null ? null : margins.margins.slice(),
    lead: margins === null ? null : margins.lead,
  };
  return label;
}

/** A change as a picture: grey where it does nothing, its contrast raised until the largest value fits. */
export function changePicture(
  change: Change,
  shape: { readonly height: number; readonly width: number; readonly channels: number },
): Picture {
  const { height, width, channels } = shape;
  const largest = change.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const gain = largest > 0 ? 0.5 / largest : 1;
  const rgb = new Uint8Array(height * width * 3);
  for (let at = 0; at < rgb.length; at++) {
    const pixel = Math.floor(at / 3);
    const value = change[pixel * channels + (channels === 3 ? at % 3 : 0)] ?? 0;
    rgb[at] = Math.max(0, Math.min(255, Math.round(255 * (0.5 + gain * value))));
  }
  return { height, width, rgb };
}

/** The searches behind the rule `carriers`, for the label that unlearning exposed. */
export function carrierSearch({ context, networks, takeSkip }: RunState, found: LabelResult): CarrierSearch {
  const { defense, model, normalisation, recipe } = context;
  const { predicted: label, margins } = found;
  const { revealSteps: steps } = recipe.prune;
  const { graph } = model;
  const unlearned = networks.unlearned;
  const original = networks.classifier('backdoored');
  /** The same search that exposed the label, in the unlearned network with filters cut. */
  async function* stand(cut: readonly CutFilter[]): AsyncGenerator<number, Standing> {
    if (unlearned === null || original === null || margins === null)
      throw new FaultError('bug', {}, { detail: 'no margins were searched' });
    const network = await CutNetwork.create(graph, unlearned, recipe.prune.zeroBeta);
    try {
      network.cut(cut);
      const { marginSteps } = recipe.unlearn;
      const cutOne = { graph, parameters: network.parameters, normalisation };
      const search = { unlearned: cutOne, original, defense, steps: marginSteps, endsNow: takeSkip };
      return standingOf(label, margins.margins, (yield* searchMargins(search)).margins);
    } finally {
      network.dispose();
    }
  }
  return {
    label,
    isClear: isLabelClear(found),
    reveal: (classifier, round) => {
      const rng = createRng(recipe.seed, round === 1 ? 'reveal' : `reveal/${String(round)}`);
      return revealTrigger({ classifier, defense, label, steps, rng, endsNow: takeSkip });
    },
    stand: unlearned === null || original === null || margins === null ? null : stand,
  };
}

/** What the rounds of the rule `carriers` have to say. */
export function* revealedEvents(
  state: RunState,
  label: number,
  reading: Exclude<RoundReading, { kind: 'decision' }>,
): Generator<EngineEvent> {
  const { defense, recipe } = state.context;
  const { revealSteps } = recipe.prune;
  const said = (round: number, step: number, { change, norm, fooled }: RevealedChange): EngineEvent => {
    const picture = changePicture(change, defense);
    return { kind: 'revealed', label, round, step, norm, fooled, picture };
  };
  switch (reading.kind) {
    case 'reveal': {
      const { step } = reading.reading;
      if (step === 1 || step % PICTURE_EVERY === 0) yield said(reading.round, step, reading.reading);
      yield progressOf(state, 'reveal', step, revealSteps, 'step');
      break;
    }
    case 'revealed':
      yield said(reading.round, revealSteps, reading.found);
      break;
    case 'stand':
      yield progressOf(state, 'label', reading.step, recipe.unlearn.marginSteps, 'step');
      break;
    default:
      reading satisfies never;
  }
}
