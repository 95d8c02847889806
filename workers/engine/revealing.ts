/** The searches behind the default cut as event streams: the exposed label, and the trigger that the network reveals. */
import type { Classifier } from '../graph/infer';
import type { EngineEvent, PhaseId, Picture, Report } from '../protocol';
import { inferLabel, type LabelResult } from '../rnp/label';
import { type MarginResult, searchMargins } from '../rnp/margins';
import { relay } from '../rnp/relay';
import { type Change, revealTrigger, type RevealResult } from '../rnp/reveal';
import { createRng } from './rng';
import type { RunState } from './stages';

/** Steps between two pictures of the search. */
const PICTURE_EVERY = 10;

function progress(state: RunState, phase: PhaseId, done: number, total: number): EngineEvent {
  return { kind: 'progress', phase, done, total, unit: 'step', etaMs: state.watch.etaMs(phase, done, total) };
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
  return yield* relay(search, (step) => [progress(state, 'label', step, marginSteps)]);
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

/** Searches the trigger that the original network reveals for `label`; null where no image of another label exists. */
export async function* reveal(
  state: RunState,
  label: number,
): AsyncGenerator<EngineEvent, RevealResult | null> {
  const { context, networks, takeSkip } = state;
  const { defense, recipe } = context;
  const original = networks.classifier('backdoored');
  if (original === null) return null;
  const steps = recipe.prune.revealSteps;
  const rng = createRng(recipe.seed, 'reveal');
  const search = revealTrigger({ original, defense, label, steps, rng, endsNow: takeSkip });
  const found = yield* relay(search, function* ({ step, change, norm, fooled }): Generator<EngineEvent> {
    if (step === 1 || step % PICTURE_EVERY === 0)
      yield { kind: 'revealed', label, step, norm, fooled, picture: changePicture(change, defense) };
    yield progress(state, 'reveal', step, steps);
  });
  if (found !== null) {
    const { change, norm, fooled } = found;
    yield { kind: 'revealed', label, step: steps, norm, fooled, picture: changePicture(change, defense) };
  }
  return found;
}

/** The revealed trigger as the report has it; `stillFooled` is its share after the cut. */
export function summaryOf({ norm, fooled }: RevealResult, stillFooled: number | null): Report['reveal'] {
  return { norm, fooled, fooledAfter: stillFooled ?? fooled };
}
