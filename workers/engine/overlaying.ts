/** STRIP as a part of a detection: the entropies of clean and triggered images in one network, told as they come, and what they say. */
import type { ImageSet } from '../data/images';
import { areaUnder, cutoffAt, entropyGap, rocCurve } from '../protocol/roc';
import { stripEntropies } from '../detection/strip';
import type { Classifier } from '../graph/infer';
import type { EngineEvent, QuestionedNetwork, StripEvidence } from '../protocol';
import type { StripOptions } from '../protocol/detection/strip';
import { relay } from '../rnp/relay';
import type { Watch } from './watch';

/** Images between two tidings. */
const TOLD_EVERY = 20;

/** What is laid over what. */
export interface Overlaying {
  readonly network: QuestionedNetwork;
  readonly classifier: Classifier;
  readonly clean: ImageSet;
  /** The same with the trigger; null where it is not known. */
  readonly triggered: ImageSet | null;
  readonly overlays: ImageSet;
  readonly options: StripOptions;
  readonly seed: number;
  readonly watch: Watch;
}

async function* entropiesOf(
  { classifier, clean, network, options, overlays, seed, triggered, watch }: Overlaying,
  images: ImageSet,
): AsyncGenerator<EngineEvent, number[]> {
  const isTriggered = images !== clean;
  const total = clean.count + (triggered?.count ?? 0);
  const before = isTriggered ? clean.count : 0;
  const values: number[] = [];
  const reading = stripEntropies({ classifier, images, overlays, options, seed });
  yield* relay(reading, function* ({ done, entropy }): Generator<EngineEvent> {
    values.push(entropy);
    yield watch.progress('overlay', before + done, total, 'step');
    if (done % TOLD_EVERY === 0 || done === images.count)
      yield { kind: 'entropies', network, triggered: isTriggered, values: Float32Array.from(values) };
  });
  return values.map(roundedEntropy);
}

/** Six decimals are more than entropies mean, and keep reports small. */
export function roundedEntropy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Lays all images over clean ones in one network. */
export async function* overlayNetwork(of: Overlaying): AsyncGenerator<EngineEvent, StripEvidence> {
  const { classifier, clean, network, options, overlays, triggered } = of;
  yield { kind: 'state', state: 'running', stage: 'overlay' };
  const innocent = yield* entropiesOf(of, clean);
  const suspicious = triggered === null ? null : yield* entropiesOf(of, triggered);
  const entropies = { clean: innocent, triggered: suspicious };
  const { found, rejected, threshold } = cutoffAt(entropies, options.falseRejection);
  return {
    network,
    overlays: Math.min(overlays.count, options.overlays),
    ...entropies,
    threshold,
    falseRejection: rejected,
    found,
    auc: areaUnder(rocCurve(innocent, suspicious ?? [])),
    difference: entropyGap(entropies, classifier.graph.classes),
  };
}
