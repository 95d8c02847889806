/**
 * Adversarial training against RNP (RNP paper, section 4.2, in prose only; spec 2.14): a backdoored network is given to RNP, the
 * filters that RNP would cut are disturbed against clean accuracy (`disturbFilters`), and the network is tuned further.
 *
 * The paper says neither how large the disturbance is (here ANP's) nor how the backdoor survives the tuning, which is on clean images
 * alone there; here the share of poisoned images stays what it was.
 */
import { type ImageSet, take } from '../data/images';
import { poisonSet } from '../data/poison';
import { createRng } from '../engine/rng';
import { defenseCounts, FaultError, recipeOptions } from '../protocol';
import {
  type AttackContext,
  type AttackEvent,
  type AttackMethod,
  classifierOf,
  type FilterName,
  NO_NUMBERS,
} from './attack';
import { disturbFilters } from './disturbFilters';
import { stepsPerEpoch } from '../training/epochs';
import { poisonSummary, trainOn } from './poisoning';

type Context = AttackContext<'adversarial-training'>;

/** The name under which the filters that RNP found are kept. */
const FILTERS = 'filters';
/** Clean images whose loss the disturbance raises: as many as the paper's defender has. */
const JUDGED = 500;
const PERCENT = 100;

function drawn(set: ImageSet, count: number, seed: number, stream: string): ImageSet {
  return take(set, createRng(seed, stream).sample(set.count, count).sort());
}

/** RNP will need a batch of its own; throws `defense-set-too-small` where the training images are fewer. */
function assertDefensible({ count }: ImageSet): void {
  const { defense } = recipeOptions('adaptive');
  const { trained } = defenseCounts({ defense }, count);
  const needed = defense.batchSize;
  if (trained < needed) throw new FaultError('defense-set-too-small', { found: trained, needed });
}

/** Lets RNP loose on the classifier, or remembers what it found. Steps are hundredths of the work. */
async function* foundFilters(context: Context): AsyncGenerator<AttackEvent, readonly FilterName[]> {
  const { findFilters, state } = context;
  const known = state.bytes(FILTERS);
  if (known !== null) return JSON.parse(new TextDecoder().decode(known)) as FilterName[];
  if (findFilters === undefined) throw new FaultError('bug', {}, { detail: 'nothing here can run RNP' });
  yield { kind: 'stage', stage: 'craft' };
  const finding = findFilters(classifierOf(context));
  try {
    let next = await finding.next();
    for (; next.done !== true; next = await finding.next()) {
      const step = Math.max(1, Math.floor(PERCENT * next.value));
      yield { kind: 'step', stage: 'craft', step, limit: PERCENT, values: {} };
    }
    await state.keepBytes(FILTERS, new TextEncoder().encode(JSON.stringify(next.value)));
    return next.value;
  } finally {
    await finding.return([]);
  }
}

/** The attack. */
export const adversarialTraining: AttackMethod<'adversarial-training'> = async function* (context) {
  const { graph, images, normalisation, options, seed, state, train, trigger } = context;
  if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
  const { epsilon, from, rate, share, tuneEpochs, tuneRate } = options;
  const poisoned = poisonSet(images, { rate, from, mode: 'dirty-label', trigger, seed });
  const count = Math.round(share * images.count);
  assertDefensible(images);
  stepsPerEpoch(count, train.batchSize);
  yield { kind: 'planted', trigger, poison: poisonSummary(images, poisoned) };
  yield* trainOn(context, poisoned.set, { stage: 'prepare' });
  const filters = yield* foundFilters(context);
  if (state.epochsDone('train') === 0) {
    const classifier = { graph, parameters: classifierOf(context), normalisation };
    const judged = drawn(images, Math.min(JUDGED, images.count), seed, 'judged');
    await disturbFilters(classifier, filters, judged, { epsilon, batchSize: train.batchSize });
  }
  const tuned = drawn(poisoned.set, count, seed, 'tuned');
  const tuning = { ...train, epochs: tuneEpochs, learningRate: tuneRate, schedule: 'constant' } as const;
  yield* trainOn(context, tuned, { options: tuning });
  return NO_NUMBERS;
};
