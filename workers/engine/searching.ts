/** Neural Cleanse as a part of a detection: its search told step by step, and what it has found. */
import { type TriggerResult, searchTriggers } from '../detection/neuralCleanse';
import { findOutliers } from '../detection/outliers';
import type { ImageSet, ImageShape } from '../data/images';
import type { DefenseEvent } from '../defenses/defense';
import type { Classifier } from '../graph/infer';
import {
  type ClassTrigger,
  encodeBytes,
  type EngineEvent,
  type QuestionedNetwork,
  type SearchEvidence,
} from '../protocol';
import type { NeuralCleanseOptions } from '../protocol/detection/neuralCleanse';
import { relay } from '../rnp/relay';
import type { SeriesLog } from './seriesLog';
import { smallMasks, smallPatterns } from './smallPictures';
import type { Watch } from './watch';

type Told = Omit<Extract<DefenseEvent, { kind: 'trigger-search' }>, 'kind'>;

/** Among fewer classes none can stand out. */
export const FEWEST_CLASSES = 3;
/** Steps between two pictures of the search. */
const TOLD_EVERY = 5;

function sumOf(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The search as the page sees it. */
export function searchEvent({ masks, norms, patterns, ...told }: Told, shape: ImageShape): EngineEvent {
  return {
    kind: 'trigger-search',
    ...told,
    norms,
    indices: Float32Array.from(findOutliers(norms).indices),
    masks: smallMasks(masks, shape),
    patterns: smallPatterns(patterns, shape),
  };
}

/** What a search is made of. */
export interface SearchOf {
  readonly network: QuestionedNetwork;
  readonly classifier: Classifier;
  readonly images: ImageSet;
  readonly options: NeuralCleanseOptions;
  readonly seed: number;
  readonly series: SeriesLog;
  readonly watch: Watch;
  /** Steps of the searches before this one: one curve holds all. */
  readonly before: number;
  /** How far the trigger of a class is the planted one. */
  readonly overlapOf: (found: TriggerResult['triggers'][number]) => ClassTrigger['overlap'];
}

function evidenceOf(
  { images, network, overlapOf }: SearchOf,
  { label, outliers, triggers }: TriggerResult,
): Omit<SearchEvidence, 'steps' | 'elapsedMs'> {
  const {
    rows,
    columns,
    values: masks,
  } = smallMasks(
    triggers.map(({ mask }) => mask),
    images,
  );
  const { values: patterns } = smallPatterns(
    triggers.map(({ pattern }) => pattern),
    images,
  );
  const isComparable = triggers.length >= FEWEST_CLASSES;
  return {
    network,
    label,
    triggers: triggers.map((found, at) => ({
      label: found.label,
      l1: found.l1,
      l2: found.l2,
      success: found.success,
      hasSucceeded: found.hasSucceeded,
      index: isComparable ? (outliers.indices[at] ?? 0) : null,
      isFlagged: isComparable && outliers.flagged.includes(at),
      overlap: overlapOf(found),
    })),
    pictures: { rows, columns, masks: encodeBytes(masks), patterns: encodeBytes(patterns) },
  };
}

/** Searches the triggers of all classes in one network. Throws `diverged`. */
export async function* searchNetwork(of: SearchOf): AsyncGenerator<EngineEvent, SearchEvidence> {
  const { before, classifier, images, network, options, seed, series, watch } = of;
  const startMs = Date.now();
  const labels = Array.from({ length: classifier.graph.classes }, (_, label) => label);
  let steps = 0;
  yield { kind: 'state', state: 'running', stage: 'search' };
  const search = searchTriggers({ classifier, images, options, seed });
  const result = yield* relay(search, function* (reading): Generator<EngineEvent> {
    const { limit, losses, masks, patterns, step, successes } = reading;
    steps = step;
    yield* series.point('search', 'loss', before + step, sumOf(losses) / losses.length);
    yield* series.point('search', 'fooled', before + step, sumOf(successes) / successes.length);
    yield watch.progress('search', step, limit, 'step');
    if (step !== 1 && step % TOLD_EVERY !== 0) return;
    const norms = Float32Array.from(masks, sumOf);
    // Events give their arrays away.
    const told = { network, step, labels, norms, successes: successes.slice(), masks, patterns };
    yield searchEvent({ ...told, label: null }, images);
  });
  const { label, triggers } = result;
  yield searchEvent(
    {
      network,
      step: steps,
      labels,
      norms: Float32Array.from(triggers, ({ l1 }) => l1),
      successes: Float32Array.from(triggers, ({ success }) => success),
      masks: triggers.map(({ mask }) => mask),
      patterns: triggers.map(({ pattern }) => pattern),
      label,
    },
    images,
  );
  return { ...evidenceOf(of, result), steps, elapsedMs: Date.now() - startMs };
}
