/** Attacks that do nothing but poison the training set, once, before an ordinary training. */
import { type ImageSet } from '../data/images';
import { type PoisonedSet, type PoisonOptions, poisonSet } from '../data/poison';
import { FaultError, type AttackId, type AttackOptions, type PoisonSummary } from '../protocol';
import { type AttackContext, type AttackEvent, type AttackMethod, classifierOf, NO_NUMBERS } from './attack';
import { feedOf, trainClassifier, type Training } from '../training/train';

/** Which images an attack poisons, and how; the trigger and the seed come with the context. */
export type PoisonPlan = Omit<PoisonOptions, 'trigger' | 'seed'>;

/** The plan of attacks that give their images the target's label. */
export function dirtyLabel({
  rate,
  from,
}: {
  readonly rate: number;
  readonly from: 'all' | 'others';
}): PoisonPlan {
  return { rate, from, mode: 'dirty-label' };
}

/** What a poisoned set is told of on the page and in reports. */
export function poisonSummary(clean: ImageSet, { poisoned, cover }: PoisonedSet): PoisonSummary {
  const byClass = new Array<number>(clean.classes.length).fill(0);
  for (const index of poisoned) {
    const label = clean.labels[index] ?? 0;
    byClass[label] = (byClass[label] ?? 0) + 1;
  }
  return { images: clean.count, poisoned: poisoned.length, cover: cover.length, byClass };
}

/** What may differ from the ordinary training of the classifier. */
type Particular = Partial<Omit<Training, 'graph' | 'seed' | 'state' | 'feed'>>;

/** Trains a network on a set, by default the context's classifier as an ordinary training does. */
export async function* trainOn<Id extends AttackId>(
  context: AttackContext<Id>,
  set: ImageSet,
  particular: Particular = {},
): AsyncGenerator<AttackEvent, void> {
  const { graph, normalisation, train, seed, state } = context;
  const { options = train, stage = 'train' } = particular;
  yield { kind: 'stage', stage };
  const feed = feedOf(set, normalisation, options.augmentation);
  yield* trainClassifier({
    graph,
    parameters: particular.parameters ?? classifierOf(context),
    options,
    seed,
    state,
    stage,
    phase: stage,
    feed: () => feed,
    ...particular,
  });
}

/** The attack that poisons by `plan` and trains. */
export function poisoningAttack<Id extends AttackId>(
  plan: (options: AttackOptions<Id>) => PoisonPlan,
): AttackMethod<Id> {
  return async function* (context) {
    const { images, options, seed, trigger } = context;
    if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
    const poisoned = poisonSet(images, { ...plan(options), trigger, seed });
    yield { kind: 'planted', trigger, poison: poisonSummary(images, poisoned) };
    yield* trainOn(context, poisoned.set);
    return NO_NUMBERS;
  };
}
