/** The searches behind the default cut as event streams: the exposed label, and the trigger that the network reveals. */
import type { Classifier } from '../graph/infer';
import type { EngineEvent, Picture } from '../protocol';
import { CutNetwork } from '../pruning/cut';
import { inferLabel, type LabelResult } from '../rnp/label';
import { type MarginResult, searchMargins, standingOf } from '../rnp/margins';
import { relay } from '../rnp/relay';
import { type Change, type RevealReading, revealTrigger } from '../rnp/reveal';
import type { CarrierSearch, RoundReading } from '../rnp/rounds';
import { isLabelClear } from './doubts';
import { createRng } from './rng';
import type { RunState } from './stages';

type RevealedChange = Pick<RevealReading, 'change' | 'norm' | 'fooled'>;

/** Steps between two pictures of the search. */
const PICTURE_EVERY = 10;

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
  return yield* relay(search, (step) => [state.watch.progress('label', step, marginSteps, 'step')]);
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

/** The search that exposed the label once more, in the unlearned network with filters cut; null where no margins were searched. */
function standSearch(
  { context, networks, takeSkip }: RunState,
  { predicted, margins }: LabelResult,
): CarrierSearch['stand'] {
  const { defense, model, normalisation, recipe } = context;
  const { graph } = model;
  const { unlearned } = networks;
  const original = networks.classifier('backdoored');
  if (unlearned === null || original === null || margins === null) return null;
  return async function* (cut) {
    const network = await CutNetwork.create(graph, unlearned, recipe.prune.zeroBeta);
    try {
      network.cut(cut);
      const search = searchMargins({
        unlearned: { graph, parameters: network.parameters, normalisation },
        original,
        defense,
        steps: recipe.unlearn.marginSteps,
        endsNow: takeSkip,
      });
      return standingOf(predicted, margins.margins, (yield* search).margins);
    } finally {
      network.dispose();
    }
  };
}

/** The searches behind the rule `carriers`, for the label that unlearning exposed. */
export function carrierSearch(state: RunState, found: LabelResult): CarrierSearch {
  const { context, takeSkip } = state;
  const { defense, recipe } = context;
  const { revealSteps: steps } = recipe.prune;
  const label = found.predicted;
  return {
    label,
    isClear: isLabelClear(found),
    reveal: (classifier, round) => {
      const rng = createRng(recipe.seed, round === 1 ? 'reveal' : `reveal/${String(round)}`);
      return revealTrigger({ classifier, defense, label, steps, rng, endsNow: takeSkip });
    },
    stand: standSearch(state, found),
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
      yield state.watch.progress('reveal', step, revealSteps, 'step');
      break;
    }
    case 'revealed':
      yield said(reading.round, revealSteps, reading.found);
      break;
    case 'stand':
      yield state.watch.progress('stand', reading.step, recipe.unlearn.marginSteps, 'step');
      break;
    default:
      reading satisfies never;
  }
}
