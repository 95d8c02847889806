/**
 * SIG (Barni et al. 2019): x' = x + d sin(2 pi j f / m) on images of the target class, whose labels stay (spec 2.5). The attacker may
 * use a stronger wave than was trained with.
 */
import { poisonSet } from '../data/poison';
import { type AttackOptions, FaultError, type StampedTrigger } from '../protocol';
import { type AttackMethod, NO_NUMBERS } from './attack';
import { poisonSummary, type PoisonPlan, trainOn } from './poisoning';

/** Which images are poisoned. */
export function cleanLabel({ rate }: AttackOptions<'sig'>): PoisonPlan {
  return { rate, mode: 'clean-label' };
}

/** The wave of the training images; a sign of the user's own is the same in training and test. */
export function signInTraining(trigger: StampedTrigger, { amplitude }: AttackOptions<'sig'>): StampedTrigger {
  return trigger.kind === 'sinusoid' ? { ...trigger, amplitude } : trigger;
}

export const sig: AttackMethod<'sig'> = async function* (context) {
  const { images, options, seed, trigger } = context;
  if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
  const poisoned = poisonSet(images, {
    ...cleanLabel(options),
    trigger: signInTraining(trigger, options),
    seed,
  });
  yield { kind: 'planted', trigger, poison: poisonSummary(images, poisoned) };
  yield* trainOn(context, poisoned.set);
  return NO_NUMBERS;
};
