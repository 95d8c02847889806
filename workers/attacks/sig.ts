/**
 * SIG (Barni et al. 2019): x' = x + d sin(2 pi j f / m) on images of the target class, whose labels stay (spec 2.5). The attacker may
 * use a stronger wave than was trained with.
 */
import { poisonSet } from '../data/poison';
import { FaultError } from '../protocol';
import { type AttackMethod, NO_NUMBERS } from './attack';
import { poisonSummary, trainOn } from './poisoning';

export const sig: AttackMethod<'sig'> = async function* (context) {
  const { images, options, seed, trigger } = context;
  if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
  // A sign of the user's own is the same in training and test.
  const trained = trigger.kind === 'sinusoid' ? { ...trigger, amplitude: options.amplitude } : trigger;
  const poisoned = poisonSet(images, { rate: options.rate, mode: 'clean-label', trigger: trained, seed });
  yield { kind: 'planted', trigger, poison: poisonSummary(images, poisoned) };
  yield* trainOn(context, poisoned.set);
  return NO_NUMBERS;
};
