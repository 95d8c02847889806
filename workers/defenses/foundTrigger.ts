/** A trigger that Neural Cleanse finds, and images stamped with it (spec 3.7): x~ = (1 - m) x + m p, rounded to bytes. */
import { bytesPerImage, type ImageSet } from '../data/images';
import { type FoundTrigger, searchTriggers, type TriggerResult } from '../detection/neuralCleanse';
import { meanReading, toldReading, toldResult } from '../detection/toldSearch';
import type { Rng } from '../engine/rng';
import type { Parameters } from '../graph/nodeOps';
import { type ConstantsName, FaultError, FEWEST_CLASSES, type QuestionedNetwork } from '../protocol';
import { NEURAL_CLEANSE_OPTIONS } from '../protocol/detection/neuralCleanse';
import { groupDefaults } from '../protocol/option';
import { relay } from '../rnp/relay';
import { askable, type DefenseContext, type DefenseEvent } from './defense';

/** Steps between two pictures of the search. */
const TOLD_EVERY = 10;

/** Throws `defense-unfit` where the network has too few classes to compare. */
export function assertComparable({ graph }: Pick<DefenseContext, 'graph'>): void {
  if (graph.classes < FEWEST_CLASSES) throw new FaultError('defense-unfit', { need: 'three-classes' });
}

/** In which network triggers are searched, by which constants, and how long. */
export interface SearchPlace {
  readonly network: QuestionedNetwork;
  readonly parameters: Parameters;
  readonly constants: ConstantsName;
  readonly rounds: number;
}

/** One search, whose steps are counted on from `before`. */
async function* searchOnce(
  context: DefenseContext,
  { constants, network, parameters, rounds }: SearchPlace,
  { before, labels }: { readonly before: number; readonly labels: readonly number[] },
): AsyncGenerator<DefenseEvent, TriggerResult & { readonly steps: number }> {
  const { images, seed } = context;
  const options = { ...groupDefaults(NEURAL_CLEANSE_OPTIONS, constants), rounds };
  const search = searchTriggers({ classifier: askable(context, parameters), images, options, seed, labels });
  let steps = before;
  const result = yield* relay(search, function* (reading): Generator<DefenseEvent> {
    const { limit, step } = reading;
    steps = before + step;
    yield { kind: 'step', stage: 'search', step: steps, limit: before + limit, values: meanReading(reading) };
    if (step === 1 || step % TOLD_EVERY === 0)
      yield { kind: 'trigger-search', ...toldReading({ network, step: steps, labels }, reading) };
  });
  yield { kind: 'trigger-search', ...toldResult({ network, step: steps, labels }, result) };
  return { ...result, steps };
}

/**
 * Searches the triggers of all classes in a network: the class that stands out is that with the smallest mask, however small the others
 * are. With `again`, the trigger of that class is searched in another network.
 */
export async function* findTrigger(
  context: DefenseContext,
  place: SearchPlace,
  again: Parameters | null = null,
): AsyncGenerator<DefenseEvent, FoundTrigger> {
  yield { kind: 'stage', stage: 'search' };
  const labels = Array.from({ length: context.graph.classes }, (_, label) => label);
  const first = yield* searchOnce(context, place, { before: 0, labels });
  const { label, steps } = first;
  const { triggers } =
    again === null
      ? first
      : yield* searchOnce(
          context,
          { ...place, network: 'backdoored', parameters: again },
          { before: steps, labels: [label] },
        );
  const found = triggers.find((each) => each.label === label);
  if (found === undefined) throw new RangeError('the class that stands out was searched');
  return found;
}

/** The images with the trigger on them, under their own labels. */
export function stampImages(
  images: ImageSet,
  { mask, pattern }: Pick<FoundTrigger, 'mask' | 'pattern'>,
): ImageSet {
  const bytes = bytesPerImage(images);
  const pixels = images.pixels.map((value, at) => {
    const place = at % bytes;
    const cover = mask[Math.floor(place / images.channels)] ?? 0;
    return Math.round((1 - cover) * value + cover * 255 * (pattern[place] ?? 0));
  });
  return { ...images, pixels };
}

/** The images, a share of which carry the trigger: which ones is drawn. */
export function stampShare(images: ImageSet, trigger: FoundTrigger, share: number, rng: Rng): ImageSet {
  const bytes = bytesPerImage(images);
  const stamped = stampImages(images, trigger);
  const pixels = images.pixels.slice();
  for (const image of rng.sample(images.count, Math.max(1, Math.round(share * images.count))))
    pixels.set(stamped.pixels.subarray(image * bytes, (image + 1) * bytes), image * bytes);
  return { ...images, pixels };
}
