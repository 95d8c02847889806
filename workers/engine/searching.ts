/** Neural Cleanse as a part of a detection: its search told step by step, and what it has found. */
import { type TriggerResult, searchTriggers } from '../detection/neuralCleanse';
import { findOutliers } from '../detection/outliers';
import { meanReading, toldReading, toldResult, type ToldSearch } from '../detection/toldSearch';
import type { ImageSet, ImageShape } from '../data/images';
import type { Classifier } from '../graph/infer';
import {
  type ClassTrigger,
  encodeBytes,
  type EngineEvent,
  FEWEST_CLASSES,
  type MetricId,
  type QuestionedNetwork,
  type SearchEvidence,
} from '../protocol';
import type { NeuralCleanseOptions } from '../protocol/detection/neuralCleanse';
import { relay } from '../rnp/relay';
import type { SeriesLog } from './seriesLog';
import { smallMasks, smallPatterns } from './smallPictures';
import type { Watch } from './watch';

/** Steps between two pictures of the search. */
const TOLD_EVERY = 5;

/** The search as the page sees it. */
export function searchEvent({ masks, norms, patterns, ...told }: ToldSearch, shape: ImageShape): EngineEvent {
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
    const { limit, step } = reading;
    steps = step;
    for (const [metric, value] of Object.entries(meanReading(reading)))
      yield* series.point('search', metric as MetricId, before + step, value);
    yield watch.progress('search', step, limit, 'step');
    if (step === 1 || step % TOLD_EVERY === 0)
      yield searchEvent(toldReading({ network, step, labels }, reading), images);
  });
  yield searchEvent(toldResult({ network, step: steps, labels }, result), images);
  return { ...evidenceOf(of, result), steps, elapsedMs: Date.now() - startMs };
}
